package io.miroir.json;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with an absolute URL, in the words of Rust's url parser. It repairs much that
 * others refuse (backslashes, missing slashes, spaces in paths), so little is wrong here.
 */
public final class Urls {
  private static final Pattern SCHEME = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*):(.*)$", 32);
  private static final Set<String> SPECIAL = Set.of("http", "https", "ws", "wss", "ftp");
  private static final Pattern FORBIDDEN_IN_HOST =
      Pattern.compile("[\\x00-\\x20#%/:<>?@\\\\^|\\]\\[]");
  private static final int PORT_MAX = 65535;

  private Urls() {}

  /** Empty when the text is an absolute URL. */
  public static Optional<String> problem(String text) {
    Matcher scheme = SCHEME.matcher(text.strip());
    if (!scheme.matches()) {
      return Optional.of("relative URL without a base");
    }
    if (!SPECIAL.contains(scheme.group(1).toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    String rest = scheme.group(2).replace('\\', '/');
    int start = 0;
    while (start < rest.length() && rest.charAt(start) == '/') {
      start++;
    }
    String authority = rest.substring(start).split("[/?#]", 2)[0];
    return ofHostAndPort(authority.substring(authority.lastIndexOf('@') + 1));
  }

  private static Optional<String> ofHostAndPort(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 || !text.substring(1, end).matches("[0-9A-Fa-f:.]+")
          ? Optional.of("invalid IPv6 address")
          : ofPort(text.substring(end + 1));
    }
    int colon = text.indexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.isEmpty()) {
      return Optional.of("empty host");
    }
    if (FORBIDDEN_IN_HOST.matcher(host).find()) {
      return Optional.of("invalid international domain name");
    }
    return colon < 0 ? Optional.empty() : ofPort(text.substring(colon));
  }

  private static Optional<String> ofPort(String text) {
    boolean valid =
        text.isEmpty()
            || (text.matches(":[0-9]{0,9}")
                && (text.length() == 1 || Integer.parseInt(text.substring(1)) <= PORT_MAX));
    return valid ? Optional.empty() : Optional.of("invalid port number");
  }
}
