package io.miroir.ctl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A member in a process of its own, on this machine.
 *
 * @param log where its output went
 */
public record MemberProcess(int number, int port, Path folder, Path log, Process process) {
  private static final int LOG_LINES = 15;

  /**
   * @param program the command that runs this program
   * @param flags of {@code server}, beyond the address and the data directory
   */
  static MemberProcess start(
      List<String> program,
      Map<String, String> environment,
      int number,
      int port,
      Path folder,
      List<String> flags) {
    try {
      Files.createDirectories(folder);
      Path log = folder.resolve("member.log");
      List<String> command = new ArrayList<>(program);
      command.addAll(
          List.of("server", "--http-addr", "127.0.0.1:" + port, "--data-dir", folder.toString()));
      command.addAll(flags);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new MemberProcess(number, port, folder, log, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start member " + number, e);
    }
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public boolean alive() {
    return process.isAlive();
  }

  /** Asks it to leave in good order; {@link #awaitEnd} tells when it has. */
  public void stop() {
    process.destroy();
  }

  /** As {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Kills it when it has not ended in time; false then. */
  public boolean awaitEnd(Duration time) {
    try {
      if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    return false;
  }

  /** CPU time that the process has used so far, of all its threads. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The last lines of its output, for messages. */
  public String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(cannot read " + log + ")";
    }
  }

  /** This member by a client with the key; the caller closes it. */
  public ApiClient client(Optional<String> key) {
    return new ApiClient(address(), key);
  }
}
