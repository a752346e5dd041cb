package io.miroir.http.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a whole server what a real Meilisearch was asked, and compares the answers. */
class GoldenApiTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("golden.dir", "../shared/golden")).resolve("api");
  private static final String KEY = "master-key-of-the-golden-test";
  private static final Pattern SERVES = Pattern.compile("serves at \\S*?:(\\d+)");

  /**
   * The share of steps that must be equal. Tasks fall short where Meilisearch lets writes wait in a
   * queue: here a write is applied before its answer, so there is nothing left to cancel, and a
   * task is a batch of its own (tasks-cancel, tasks-batched). Of core, editing by function is not
   * there (documents-edit), and a broken percent sign in a target is refused by Akka's parser
   * (http-cors-paths); of settings, those of chat and foreign keys (settings-scalars).
   */
  private static final Map<String, Double> SHARES_MIN =
      Map.of("core", 0.95, "settings", 0.96, "tasks", 0.90, "auth", 0.92);

  @TempDir Path data;

  @Test
  void answersAreThoseOfARealServer() throws Exception {
    assumeTrue(
        Files.isDirectory(GOLDEN),
        "the recordings are not at " + GOLDEN + " (system property golden.dir)");
    Process server = start();
    try {
      int port = port(server);
      Map<String, int[]> byTag = replay(new Replayer("http://127.0.0.1:" + port, KEY));
      byTag.forEach(
          (tag, count) -> System.out.printf("golden api %-10s %d/%d%n", tag, count[0], count[1]));
      SHARES_MIN.forEach(
          (tag, share) -> {
            int[] count = byTag.get(tag);
            assertThat((double) count[0] / count[1]).as(tag).isGreaterThanOrEqualTo(share);
          });
    } finally {
      server.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static Map<String, int[]> replay(Replayer replayer) throws Exception {
    Map<String, int[]> byTag = new TreeMap<>();
    for (Scenario scenario : Scenario.readAll(GOLDEN)) {
      if (!scenario.profile().equals("default")
          || scenario.tags().stream().noneMatch(SHARES_MIN::containsKey)) {
        continue;
      }
      List<List<String>> results = replayer.run(scenario);
      int equal = 0;
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).isEmpty()) {
          equal++;
        } else {
          System.out.println(
              scenario.name()
                  + " #"
                  + (i + 1)
                  + " "
                  + scenario.steps().get(i).text("name", "")
                  + "\n    "
                  + String.join(
                      "\n    ", results.get(i).subList(0, Math.min(3, results.get(i).size()))));
        }
      }
      System.out.printf("%-28s %d/%d%n", scenario.name(), equal, results.size());
      for (String tag : scenario.tags()) {
        int[] count = byTag.computeIfAbsent(tag, name -> new int[2]);
        count[0] += equal;
        count[1] += results.size();
      }
    }
    return byTag;
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-Xmx512m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            "io.miroir.boot.Main",
            "server",
            "--data-dir",
            data.resolve("data").toString(),
            "--http-addr",
            "127.0.0.1:0",
            "--master-key",
            KEY));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** The test's own, which surefire may hand over in a manifest. */
  private static String classPath() {
    return Optional.ofNullable(System.getProperty("surefire.test.class.path"))
        .orElse(System.getProperty("java.class.path"));
  }

  /** Reads the log until the server tells its port, and goes on reading so that it never blocks. */
  private static int port(Process server) throws Exception {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (BufferedReader log =
                  new BufferedReader(
                      new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = log.readLine(); line != null; line = log.readLine()) {
                  Matcher found = SERVES.matcher(line);
                  if (found.find()) {
                    port.complete(Integer.parseInt(found.group(1)));
                  }
                }
                port.completeExceptionally(new IOException("the server ended without serving"));
              } catch (IOException e) {
                port.completeExceptionally(e);
              }
            });
    return port.get(60, TimeUnit.SECONDS);
  }
}
