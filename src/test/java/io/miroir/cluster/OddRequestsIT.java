package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.ctl.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing a client can send makes a member fail, fall silent or tell of its insides. */
class OddRequestsIT {
  private static final long SEED = 20_261_124;
  private static final int REQUESTS = 1500;
  private static final int PATIENCE_MILLIS = 20_000;

  private static final List<String> PATHS =
      List.of(
          "/",
          "/health",
          "/version",
          "/stats",
          "/indexes",
          "/indexes/f",
          "/indexes/f/documents",
          "/indexes/f/documents/1",
          "/indexes/f/documents/fetch",
          "/indexes/f/documents/delete",
          "/indexes/f/documents/delete-batch",
          "/indexes/f/documents/edit",
          "/indexes/f/search",
          "/indexes/f/facet-search",
          "/indexes/f/similar",
          "/indexes/f/settings",
          "/indexes/f/settings/embedders",
          "/indexes/f/settings/ranking-rules",
          "/indexes/f/settings/typo-tolerance",
          "/indexes/f/fields",
          "/indexes/f/stats",
          "/multi-search",
          "/swap-indexes",
          "/tasks",
          "/tasks/1",
          "/tasks/cancel",
          "/batches",
          "/keys",
          "/keys/6062abda-a5aa-4414-ac91-ecd7944c0f8d",
          "/webhooks",
          "/indexes/f/settings/synonyms",
          "/indexes//f///search/",
          "/indexes/f/documents/%E2%82",
          "/experimental-features",
          "/_miroir/shards",
          "/_miroir/actors");
  private static final List<String> METHODS =
      List.of("GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW");
  private static final List<String> NAMES =
      List.of(
          "q",
          "limit",
          "offset",
          "page",
          "hitsPerPage",
          "filter",
          "sort",
          "facets",
          "vector",
          "hybrid",
          "ids",
          "fields",
          "primaryKey",
          "uid",
          "id",
          "embedder",
          "queries",
          "indexUid",
          "facetName",
          "facetQuery",
          "attributesToCrop",
          "cropLength",
          "attributesToHighlight",
          "matchingStrategy",
          "rankingScoreThreshold",
          "locales",
          "distinct",
          "uids",
          "statuses",
          "from",
          "beforeEnqueuedAt",
          "indexes",
          "rankingRules",
          "synonyms",
          "stopWords",
          "m",
          "source",
          "dimensions",
          "minWordSizeForTypos",
          "oneTypo",
          "containsFilter",
          "dog");
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1e400",
          "18446744073709551616",
          "1.5",
          "\"\"",
          "\"*\"",
          "\"a\"",
          "\"id > 1\"",
          "\"_geoRadius(1,2,3)\"",
          "\"((((a\"",
          "[]",
          "{}",
          "[\"a\",1]",
          "\"\\ud800\"",
          "\"日本\"",
          "\"id:asc\"",
          "\"words\"",
          "[[[[]]]]",
          "\"2020-01-01\"",
          "[\"id\"]",
          "{\"a\":{}}",
          "\"\\u0000\"",
          "-0.0",
          "\"" + "x".repeat(3000) + "\"");

  @TempDir private static Path folder;
  private static ClusterProcesses cluster;
  private static ApiClient client;

  @BeforeAll
  static void start() {
    cluster = ClusterProcesses.ready(folder, 1);
    client = cluster.client(1);
    client.awaitTask(
        client
            .post("/indexes/f/documents", "[{\"id\":1,\"a\":\"b\"},{\"id\":2,\"a\":\"c\"}]")
            .json()
            .path("taskUid")
            .asLong());
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  /** The whole answer to bytes sent as they are; empty when the server just closed. */
  private static String answer(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.member(1).port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] request(String method, String target, String type, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  /** An answer, no failure of the server's own, and nothing of its code in it. */
  private static void isDecent(String answer, String asked) {
    assertThat(answer).as(asked).startsWith("HTTP/1.1 ").doesNotContain("\tat ", "io.miroir.");
    int status = Integer.parseInt(answer.substring(9, 12));
    // Meilisearch itself answers some malformed NDJSON and over-long JSON with 500 "internal".
    assertThat(status).as(asked + " → " + answer).isNotEqualTo(503).isLessThan(502);
    assertThat(answer).as(asked).doesNotContain("An internal error has occurred");
  }

  private static String value(Random random, int depth) {
    return switch (depth > 3 ? 0 : random.nextInt(6)) {
      case 1 -> object(random, depth + 1);
      case 2 -> "[" + value(random, depth + 1) + "," + value(random, depth + 1) + "]";
      default -> VALUES.get(random.nextInt(VALUES.size()));
    };
  }

  private static String object(Random random, int depth) {
    StringBuilder out = new StringBuilder("{");
    for (int i = random.nextInt(4); i >= 0; i--) {
      out.append('"').append(NAMES.get(random.nextInt(NAMES.size()))).append("\":");
      out.append(value(random, depth)).append(i == 0 ? "" : ",");
    }
    return out.append('}').toString();
  }

  private static byte[] body(Random random) {
    String json = random.nextInt(4) == 0 ? "[" + object(random, 0) + "]" : object(random, 0);
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(8); i > 5; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static String target(Random random) {
    StringBuilder out = new StringBuilder(PATHS.get(random.nextInt(PATHS.size())));
    for (int i = random.nextInt(5) - 2; i > 0; i--) {
      out.append(out.indexOf("?") < 0 ? '?' : '&').append(NAMES.get(random.nextInt(NAMES.size())));
      out.append(
          List.of("=1", "=-1", "=%FF", "=a,b", "=", "", "=1e9", "=%", "=*").get(random.nextInt(9)));
    }
    return out.toString();
  }

  @Test
  void randomRequestsGetDecentAnswers() throws IOException {
    Random random = new Random(SEED);
    List<String> types =
        List.of(
            "application/json", "application/json", "application/x-ndjson", "text/csv", "", "x/y");
    for (int i = 0; i < REQUESTS; i++) {
      String method = METHODS.get(random.nextInt(METHODS.size()));
      String target = target(random);
      String type = types.get(random.nextInt(types.size()));
      byte[] body = body(random);
      String asked =
          "#" + i + " " + method + " " + target + " " + new String(body, StandardCharsets.UTF_8);
      isDecent(answer(request(method, target, type, body)), asked);
    }
    assertThat(client.get("/health").status()).isEqualTo(200);
  }

  @Test
  void deepAndLongInputsAreRefused() throws IOException {
    for (String deep : List.of("[".repeat(200_000), "{\"a\":".repeat(100_000))) {
      byte[] body = deep.getBytes(StandardCharsets.UTF_8);
      for (String target : List.of("/indexes/f/documents", "/indexes/f/search", "/multi-search")) {
        String answer = answer(request("POST", target, "application/json", body));
        isDecent(answer, target);
        assertThat(answer).startsWith("HTTP/1.1 400");
      }
    }
    String filter = "{\"filter\":\"" + "(".repeat(50_000) + "a = 1\"}";
    isDecent(
        answer(
            request(
                "POST",
                "/indexes/f/search",
                "application/json",
                filter.getBytes(StandardCharsets.UTF_8))),
        "a deep filter");
    isDecent(
        answer(request("GET", "/tasks?" + "limit=1&".repeat(5000), "", new byte[0])),
        "thousands of parameters");
    isDecent(
        answer(request("GET", "/indexes/" + "x".repeat(100_000), "", new byte[0])), "a long path");
  }
}
