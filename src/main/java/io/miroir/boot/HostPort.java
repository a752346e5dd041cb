package io.miroir.boot;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to serve at or to call.
 *
 * @param host name, IPv4, or IPv6 without brackets
 * @param port 0 to 65535, 0 for a free one
 */
public record HostPort(String host, int port) {
  private static final int PORT_MAX = 65_535;
  private static final Pattern PATTERN =
      Pattern.compile("(?:https?://)?(?:\\[([0-9a-fA-F:.]+)]|([^:/\\s]+)):(\\d{1,5})/?");

  public HostPort {
    if (host.isEmpty() || port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException("expected a host and a port, found " + host + ", " + port);
    }
  }

  /** {@code HOST:PORT}, where a URL of that address is understood as well. */
  static Optional<HostPort> parse(String text) {
    Matcher matcher = PATTERN.matcher(text.strip());
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > PORT_MAX) {
      return Optional.empty();
    }
    String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return Optional.of(new HostPort(host, Integer.parseInt(matcher.group(3))));
  }

  boolean isWildcard() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
