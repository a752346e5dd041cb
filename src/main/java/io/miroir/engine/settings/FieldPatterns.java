package io.miroir.engine.settings;

import java.util.List;

/** The two ways in which settings and requests name fields (ranking reference, 1.2). */
public final class FieldPatterns {
  private FieldPatterns() {}

  /** Prefix rule: the name itself or anything nested in it. */
  public static boolean covers(String parent, String name) {
    return name.startsWith(parent)
        && (name.length() == parent.length() || name.charAt(parent.length()) == '.');
  }

  /** {@link #covers} for one of several. */
  public static boolean anyCovers(List<String> parents, String name) {
    for (String parent : parents) {
      if (covers(parent, name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Wildcard rule: {@code *} everything, {@code *x*} contains, {@code *x} ends with, {@code x*}
   * starts with, else the exact name.
   */
  public static boolean matches(String pattern, String name) {
    int length = pattern.length();
    if (pattern.equals("*")) {
      return true;
    }
    boolean open = pattern.startsWith("*");
    boolean ended = pattern.endsWith("*");
    if (open && ended) {
      return name.contains(pattern.substring(1, length - 1));
    }
    if (open) {
      return name.endsWith(pattern.substring(1));
    }
    return ended ? name.startsWith(pattern.substring(0, length - 1)) : name.equals(pattern);
  }

  /** {@link #matches} for one of several. */
  public static boolean anyMatches(List<String> patterns, String name) {
    for (String pattern : patterns) {
      if (matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a rule of {@code filterableAttributes} is about a field. */
  public static boolean matches(Settings.FilterableRule rule, String name) {
    return rule.legacy() ? anyCovers(rule.patterns(), name) : anyMatches(rule.patterns(), name);
  }
}
