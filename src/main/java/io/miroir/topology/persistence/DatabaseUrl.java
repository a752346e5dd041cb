package io.miroir.topology.persistence;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an operator may write as {@code --database}, brought into one form: a JDBC URL that holds
 * everything needed to connect, so that it can be handed to a member that joins.
 *
 * <p>Accepted: {@code jdbc:postgresql://host:port/name?user=…&password=…}, {@code
 * postgresql://user:password@host:port/name} (also {@code postgres://}), {@code jdbc:h2:file:PATH},
 * {@code h2:PATH}.
 *
 * @param file of an embedded database, without H2's suffix; empty for a server
 */
public record DatabaseUrl(Kind kind, String jdbc, Optional<Path> file) {

  public enum Kind {
    H2,
    POSTGRESQL
  }

  /**
   * A commit is in the file when it returns; since it is forced too, old chunks need not be kept
   * for 45 s against writes that arrive out of order. Closing does not move chunks, which H2
   * 2.4.240 does wrongly at times (an assertion of its own fails).
   */
  private static final String H2_OPTIONS =
      ";AUTO_SERVER=TRUE;WRITE_DELAY=0;RETENTION_TIME=1000;MAX_COMPACT_TIME=0";

  /** The embedded database of a member that was told nothing else. */
  public static DatabaseUrl embedded(Path dataDir) {
    return ofFile(dataDir.toAbsolutePath().normalize().resolve("database").resolve("miroir"));
  }

  /**
   * @throws IllegalArgumentException for what is no URL of a database we can use, with a message
   *     for operators
   */
  public static DatabaseUrl parse(String url) {
    String text = url.strip();
    if (text.startsWith("jdbc:postgresql:")) {
      return new DatabaseUrl(Kind.POSTGRESQL, text, Optional.empty());
    }
    if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
      return new DatabaseUrl(Kind.POSTGRESQL, postgresql(URI.create(text)), Optional.empty());
    }
    for (String prefix : new String[] {"jdbc:h2:file:", "jdbc:h2:", "h2:"}) {
      if (text.startsWith(prefix)) {
        return ofFile(Path.of(filePart(text.substring(prefix.length()))).toAbsolutePath());
      }
    }
    throw new IllegalArgumentException(
        "expected a database URL like postgresql://user:password@host:5432/name or"
            + " h2:/path/to/file, found "
            + text.replaceFirst("//[^/@]*@", "//…@"));
  }

  private static String filePart(String rest) {
    String path = rest.split(";", 2)[0];
    String scheme = DurableFilePath.SCHEME + ":";
    path = path.startsWith(scheme) ? path.substring(scheme.length()) : path;
    if (path.isEmpty() || path.startsWith("mem:") || path.startsWith("tcp:")) {
      throw new IllegalArgumentException("expected the path of an H2 database file, found " + rest);
    }
    return path;
  }

  private static DatabaseUrl ofFile(Path file) {
    String jdbc = "jdbc:h2:file:" + DurableFilePath.SCHEME + ":" + file + H2_OPTIONS;
    return new DatabaseUrl(Kind.H2, jdbc, Optional.of(file));
  }

  private static String postgresql(URI uri) {
    String host = uri.getHost() == null ? "localhost" : uri.getHost();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    StringBuilder jdbc =
        new StringBuilder("jdbc:postgresql://").append(host).append(port).append(uri.getPath());
    String separator = "?";
    if (uri.getRawQuery() != null) {
      jdbc.append('?').append(uri.getRawQuery());
      separator = "&";
    }
    if (uri.getUserInfo() != null) {
      String[] login = uri.getUserInfo().split(":", 2);
      jdbc.append(separator).append("user=").append(encode(login[0]));
      if (login.length == 2) {
        jdbc.append("&password=").append(encode(login[1]));
      }
    }
    return jdbc.toString();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  public boolean embedded() {
    return kind == Kind.H2;
  }

  /** H2's own file, whose existence shows that the database is on this machine. */
  Optional<Path> dataFile() {
    return file.map(f -> f.resolveSibling(f.getFileName() + ".mv.db"));
  }

  /** For logs and messages: never shows a password. */
  @Override
  public String toString() {
    return file.map(f -> "h2:" + f)
        .orElseGet(() -> jdbc.replaceAll("password=[^&]*", "password=…"));
  }
}
