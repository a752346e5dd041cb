package io.miroir.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server for one test: made of the machine's own programs, in a folder that the test
 * gives, on a free port of loopback, ended with the test. Where the programs are missing the test
 * is skipped.
 */
public final class PrivatePostgres implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(10);
  private static final String USER = "miroir";

  private final Process server;
  private final int port;

  private PrivatePostgres(Process server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts it, or skips the test when there is no PostgreSQL on this machine. */
  public static PrivatePostgres start(Path folder) throws Exception {
    Optional<Path> programs = programs();
    Assumptions.assumeTrue(
        programs.isPresent(), "skipped: there is no PostgreSQL on this machine (initdb not found)");
    List<String> as = unprivileged(folder);
    Path data = folder.resolve("postgresql");
    Path log = folder.resolve("postgresql.log");
    Files.createFile(log);
    String bin = programs.orElseThrow().toString();
    run(
        as,
        log,
        bin + "/initdb",
        "-D",
        data.toString(),
        "-A",
        "trust",
        "-U",
        USER,
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C");
    int port = freePort();
    Process server =
        process(
            as,
            log,
            bin + "/postgres",
            "-D",
            data.toString(),
            "-p",
            String.valueOf(port),
            "-h",
            "127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "max_connections=200");
    PrivatePostgres postgres = new PrivatePostgres(server, port);
    postgres.awaitConnections(log);
    return postgres;
  }

  /** A fresh database in it, as JDBC URL. */
  public String database(String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return url(name);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
  }

  private static Optional<Path> programs() throws IOException {
    List<Path> places = new ArrayList<>();
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.map(version -> version.resolve("bin")).sorted().forEach(places::addFirst);
      }
    }
    Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(Path::of)
        .forEach(places::add);
    return places.stream()
        .filter(
            place ->
                Files.isExecutable(place.resolve("initdb"))
                    && Files.isExecutable(place.resolve("postgres")))
        .findFirst();
  }

  /**
   * PostgreSQL refuses to run as root: then everything is done as another user, who gets the folder
   * and may pass through those above it.
   */
  private static List<String> unprivileged(Path folder) throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    for (String user : List.of("postgres", "nobody")) {
      try {
        UserPrincipal principal =
            folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setOwner(principal);
        return List.of("runuser", "-u", user, "--");
      } catch (UserPrincipalNotFoundException e) {
        // The next one.
      }
    }
    throw new IllegalStateException("expected a user 'postgres' or 'nobody', found neither");
  }

  private static void run(List<String> as, Path log, String... command) throws Exception {
    Process process = process(as, log, command);
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(command[0] + " failed: " + Files.readString(log));
    }
  }

  private static Process process(List<String> as, Path log, String... command) throws IOException {
    List<String> all = new ArrayList<>(as);
    all.addAll(List.of(command));
    return new ProcessBuilder(all)
        .directory(log.getParent().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitConnections(Path log) throws Exception {
    boolean ready =
        io.miroir.ctl.Poll.until(PATIENCE, () -> connects() ? Optional.of(true) : Optional.empty())
            .isPresent();
    if (!ready) {
      close();
      throw new IllegalStateException("PostgreSQL does not come up: " + Files.readString(log));
    }
  }

  private boolean connects() {
    try (Connection connection = DriverManager.getConnection(url("postgres"))) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * SIGINT is PostgreSQL's fast shutdown; runuser passes only SIGTERM on, which waits for clients.
   */
  @Override
  public void close() {
    server.descendants().forEach(ProcessHandle::destroy);
    server.destroy();
    server.onExit().completeOnTimeout(server, STOP.toMillis(), TimeUnit.MILLISECONDS).join();
    if (server.isAlive()) {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
    }
  }
}
