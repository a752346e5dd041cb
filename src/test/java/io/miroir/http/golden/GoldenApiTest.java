package io.miroir.http.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a whole server what a real Meilisearch was asked, and compares the answers. */
class GoldenApiTest {
  private static final String KEY = "master-key-of-the-golden-test";
  private static final Pattern SERVES = Pattern.compile("serves at \\S*?:(\\d+)");

  @TempDir Path data;

  @Test
  void answersAreThoseOfARealServer() throws Exception {
    assertThat(differences("default", "--master-key", KEY)).isEmpty();
  }

  @Test
  void answersWithoutAMasterKeyAreThoseOfARealServer() throws Exception {
    assertThat(differences("no-key")).isEmpty();
  }

  @Test
  void answersUnderLimitsAreThoseOfARealServer() throws Exception {
    assertThat(
            differences(
                "limits",
                "--master-key",
                KEY,
                "--http-payload-size-limit",
                "65536",
                "--experimental-replication-parameters"))
        .isEmpty();
  }

  private List<String> differences(String profile, String... options) throws Exception {
    assumeTrue(GoldenRun.possible(), GoldenRun.ABSENT);
    Process server = start(options);
    try {
      String key = profile.equals("no-key") ? "" : KEY;
      return new GoldenRun("http://127.0.0.1:" + port(server), key, false).differences(profile);
    } finally {
      server.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }
  }

  private Process start(String... options) throws IOException {
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
            "127.0.0.1:0"));
    command.addAll(List.of(options));
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
    return port.get(5, TimeUnit.MINUTES);
  }
}
