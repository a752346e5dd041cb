package io.miroir.boot;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Starts a member on an empty folder, uses it as clients do, and stops it: what the JVM must see
 * once to write a cache of loaded and linked classes, with which members start in half the time.
 * The launcher runs it after a build.
 */
@Command(name = "train", hidden = true, description = "Uses a member for a moment and ends.")
final class TrainingRun implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String INDEX = "training";

  @Parameters(paramLabel = "DIR", description = "an empty folder")
  private Path folder;

  private final Function<ServerConfig, Integer> member;

  TrainingRun(Function<ServerConfig, Integer> member) {
    this.member = member;
  }

  @Override
  public Integer call() throws IOException {
    int port = freePort();
    Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.HTTP_ADDR, List.of("127.0.0.1:" + port));
    flags.put(Setting.DATA_DIR, List.of(folder.toString()));
    flags.put(Setting.LOG_LEVEL, List.of("WARN"));
    ServerConfig config =
        ServerConfig.from(SettingValues.read(flags, Map.of(), folder.resolve("none.conf")));
    Thread.ofPlatform().daemon().name("trainer").start(() -> useAndStop(port));
    return member.apply(config);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void useAndStop(int port) {
    try (ApiClient client =
        new ApiClient(URI.create("http://127.0.0.1:" + port), Optional.empty())) {
      Poll.until(
          PATIENCE,
          () -> client.get("/_miroir/ready").ok() ? Optional.of(true) : Optional.<Boolean>empty());
      use(client);
    } finally {
      Signals.stop();
    }
  }

  private static void use(ApiClient client) {
    List<String> documents =
        IntStream.range(0, 200)
            .mapToObj(
                "{\"id\":%1$d,\"title\":\"Some words of number %1$d\",\"genre\":\"drama\"}"
                    ::formatted)
            .toList();
    await(
        client,
        client.patch("/indexes/" + INDEX + "/settings", "{\"filterableAttributes\":[\"genre\"]}"));
    await(client, client.addDocuments(INDEX, Optional.empty(), documents));
    for (String query : List.of("some", "wrds number", "numb", "")) {
      client.post(
          "/indexes/" + INDEX + "/search",
          "{\"q\":\"%s\",\"filter\":\"genre = drama\",\"facets\":[\"genre\"],\"attributesToHighlight\":[\"*\"]}"
              .formatted(query));
    }
    Stream.of("/stats", "/tasks", "/indexes", "/_miroir/shards", "/_miroir/actors")
        .forEach(client::get);
  }

  private static void await(ApiClient client, ApiClient.Answer accepted) {
    if (accepted.ok()) {
      client.awaitTask(accepted.json().path("taskUid").asLong());
    }
  }
}
