package io.miroir.access;

import io.miroir.json.JsonText;
import io.miroir.model.IndexUid;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which indexes a key or a token covers: uids, {@code *}, and prefixes that end with a star.
 *
 * @param sorted without repetitions
 */
record IndexPatterns(List<String> sorted) {
  private static final String STAR = "*";

  static IndexPatterns of(Collection<String> patterns) {
    return new IndexPatterns(patterns.stream().distinct().sorted().toList());
  }

  static boolean isValid(String pattern) {
    return pattern.equals(STAR)
        || IndexUid.isValid(
            pattern.endsWith(STAR) ? pattern.substring(0, pattern.length() - 1) : pattern);
  }

  static boolean matches(String pattern, String uid) {
    return pattern.endsWith(STAR)
        ? uid.startsWith(pattern.substring(0, pattern.length() - 1))
        : uid.equals(pattern);
  }

  boolean covers(IndexUid uid) {
    for (String pattern : sorted) {
      if (matches(pattern, uid.value())) {
        return true;
      }
    }
    return false;
  }

  boolean everything() {
    return sorted.contains(STAR);
  }

  /** As refusals list them. */
  @Override
  public String toString() {
    return sorted.stream().map(JsonText::quote).collect(Collectors.joining(", ", "[", "]"));
  }
}
