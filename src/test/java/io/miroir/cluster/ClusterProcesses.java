package io.miroir.cluster;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.Fleet;
import io.miroir.ctl.MemberProcess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Real members for a test, each in a process of its own on loopback, with its folder below the one
 * the test gives; every process ends with the test.
 */
final class ClusterProcesses implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(20);

  private final Fleet fleet;
  private final Optional<String> key;

  private ClusterProcesses(Fleet fleet, Optional<String> key) {
    this.fleet = fleet;
    this.key = key;
  }

  /** Members that are ready: they serve reads and writes. */
  static ClusterProcesses ready(Path folder, int members, String... flags) {
    ClusterProcesses cluster = started(folder, members, flags);
    try {
      cluster.awaitReady();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  static ClusterProcesses started(Path folder, int members, String... flags) {
    return started(folder, members, Optional.empty(), flags);
  }

  static ClusterProcesses started(Path folder, int members, Optional<String> key, String... flags) {
    Fleet fleet =
        new Fleet(
            new Fleet.Plan(program(), Map.of(), folder, members, 1, key, Arrays.asList(flags)),
            somePort());
    ClusterProcesses cluster = new ClusterProcesses(fleet, key);
    try {
      fleet.start();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** This build's program, from its jar where there is one, in a JVM like the test's. */
  static List<String> program() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xmx512m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Xlog:aot=off",
            "-Xlog:cds=off"));
    String jar = System.getProperty("member.jar", "");
    if (jar.isEmpty()) {
      command.addAll(List.of("-cp", classPath(), "io.miroir.boot.Main"));
    } else {
      Path cache = Path.of(jar).resolveSibling("miroir.aot");
      if (Files.exists(cache)) {
        command.add("-XX:AOTCache=" + cache);
      }
      command.addAll(List.of("-jar", jar));
    }
    return command;
  }

  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The members take the free ports from here on; another test's are elsewhere. */
  private static int somePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Math.min(socket.getLocalPort(), 65_000);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  MemberProcess member(int number) {
    return fleet.member(number);
  }

  List<MemberProcess> members() {
    return fleet.members();
  }

  /** A client of one member, with the master key if there is one; the caller closes it. */
  ApiClient client(int number) {
    return member(number).client(key);
  }

  void awaitReady() {
    fleet.awaitReady();
  }

  /** {@code kill -9}; returns when the process is gone. */
  void kill(int number) {
    member(number).kill();
    member(number).awaitEnd(END);
  }

  void killAll() {
    members().forEach(MemberProcess::kill);
    members().forEach(member -> member.awaitEnd(END));
  }

  /** Stops it in good order; false when it had to be killed. */
  boolean stop(int number) {
    member(number).stop();
    return member(number).awaitEnd(END);
  }

  /** One member more; returns when it serves. */
  void grow() {
    fleet.grow();
    awaitReady();
  }

  void restart(int... numbers) {
    Arrays.stream(numbers).forEach(fleet::restart);
  }

  @Override
  public void close() {
    fleet.close();
  }
}
