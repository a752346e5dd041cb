package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.Poll;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code miroir demo} as a newcomer runs it, with documents of their own, twice. */
class DemoIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int DOCUMENTS = 300;

  /** What it says when it is through. */
  private static final String STAYS = "The cluster stays until you press Ctrl-C.";

  private static final Pattern ADDRESS = Pattern.compile("Ready after .*: (http://\\S+)");

  @TempDir private Path folder;

  @Test
  void loadsAFileShowsItStopsEveryProcessAndServesTheKeptDataAgain() throws Exception {
    Path file = folder.resolve("birds.ndjson");
    Files.write(
        file,
        IntStream.range(0, DOCUMENTS)
            .mapToObj(id -> "{\"id\":" + id + ",\"name\":\"bird " + id + "\"}")
            .toList());

    String first = run(file, "first.log");
    assertThat(first).contains("curl").doesNotContain("is there already");

    String second = run(file, "second.log");
    assertThat(second).contains("The index birds is there already.");
  }

  /** The output of one run, stopped once the demo stays. */
  private String run(Path file, String log) throws Exception {
    Path output = folder.resolve(log);
    List<String> command = new ArrayList<>(ClusterProcesses.program());
    command.addAll(List.of("demo", "--members", "2", "--keep"));
    command.addAll(List.of("--data", folder.resolve("data").toString(), "--file", file.toString()));
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      await(() -> !demo.isAlive() || Files.readString(output).contains(STAYS));
      assertThat(Files.readString(output)).contains(STAYS);
      assertThat(documents(Files.readString(output))).isEqualTo(DOCUMENTS);
      List<ProcessHandle> members = demo.descendants().toList();
      assertThat(members).hasSizeGreaterThanOrEqualTo(2);
      // As Ctrl-C: the same hook. SIGINT itself is ignored by what a script starts in the
      // background.
      demo.destroy();
      assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(members).noneMatch(ProcessHandle::isAlive);
      return Files.readString(output);
    } finally {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }

  private static long documents(String output) {
    Matcher address = ADDRESS.matcher(output);
    assertThat(address.find()).as(output).isTrue();
    try (ApiClient client = new ApiClient(URI.create(address.group(1)), Optional.empty())) {
      return client
          .get("/indexes/birds/stats")
          .orThrow("stats")
          .json()
          .path("numberOfDocuments")
          .asLong();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) {
    assertThat(
            Poll.until(
                PATIENCE,
                () -> {
                  try {
                    return condition.holds() ? Optional.of(true) : Optional.empty();
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                }))
        .isPresent();
  }
}
