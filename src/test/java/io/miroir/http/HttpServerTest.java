package io.miroir.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import io.miroir.access.Access;
import io.miroir.routing.RoutingTable;
import io.miroir.testing.FixedTables;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.brotli.dec.BrotliInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private static final String KEY = "the-master-key-of-this-test";
  private static final int LIMIT = 64 * 1024;

  private static ActorTestKit kit;
  private static HttpServer server;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void start() throws Exception {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
    HttpConfig config =
        new HttpConfig(
            "127.0.0.1", 0, Optional.empty(), LIMIT, 8L * LIMIT, 100, Duration.ofMillis(1500));
    server =
        HttpServer.start(
                kit.system(),
                config,
                new Access(Optional.of(KEY), Optional.empty(), noKeys(), InstantSource.system()),
                endpoints())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  /** As the catalog's owner publishes them; before, a member can't know whether a key is one. */
  private static FixedTables noKeys() {
    FixedTables tables = new FixedTables();
    tables.set(new RoutingTable(1, 1, Map.of(), Map.of(), Map.of(), Set.of(), List.of()));
    return tables;
  }

  private static List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/health", Authorizer.PUBLIC, call -> text("up")),
        Endpoint.get("/echo/{word}", "x", call -> text(call.variable(0) + call.query())),
        Endpoint.post("/json", "x", call -> call.json().thenApply(b -> Answers.json(200, b))),
        Endpoint.post("/array", "x", call -> call.jsonArray().thenApply(b -> Answers.json(200, b))),
        Endpoint.post("/stream", "x", HttpServerTest::counted).asStreaming(),
        Endpoint.get("/indexes/{uid}/fetch", "x", call -> text("fetch")),
        Endpoint.get("/indexes/{uid}/{id}", "x", call -> text(call.index() + call.variable(1))),
        Endpoint.get("/never", "x", call -> new CompletableFuture<>()),
        Endpoint.get(
            "/bug",
            "x",
            call -> {
              throw new IllegalStateException("a bug");
            }));
  }

  private static CompletionStage<akka.http.javadsl.model.HttpResponse> text(String text) {
    return CompletableFuture.completedFuture(Answers.text(200, text));
  }

  private static CompletionStage<akka.http.javadsl.model.HttpResponse> counted(Call call) {
    call.documentsType();
    return call.documents()
        .map(chunk -> (long) chunk.size())
        .runWith(Sink.fold(0L, Long::sum), Materializer.matFromSystem(kit.system()))
        .thenApply(sum -> Answers.text(200, Long.toString(sum)));
  }

  @Test
  void pathsAreTrimmedAndMerged() throws Exception {
    assertThat(get("/health/").body()).isEqualTo("up");
    assertThat(get("/indexes//movies///7/").body()).isEqualTo("movies7");
    assertThat(raw("GET //health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void aPlusIsASpaceAndNamesAreDecoded() throws Exception {
    assertThat(
            raw(
                "GET /echo/a%20b?q=1%20&r=x+y HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + KEY
                    + "\r\nConnection: close\r\n\r\n"))
        .contains("a b{q=1 , r=x y}");
  }

  @Test
  void unknownPathsAndMethodsAreToldBeforeAnyKeyIsAsked() throws Exception {
    HttpResponse<String> unknown = send(request("/doggo").GET().build());
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).isEmpty();
    assertThat(unknown.headers().firstValue("Content-Type")).isEmpty();
    HttpResponse<String> wrong = send(request("/json").DELETE().build());
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("Allow")).hasValue("POST");
    assertThat(wrong.body()).isEmpty();
    assertThat(send(request("/health").HEAD().build()).statusCode()).isEqualTo(405);
  }

  @Test
  void aLiteralSegmentIsNeverAnId() throws Exception {
    assertThat(get("/indexes/m/fetch").body()).isEqualTo("fetch");
  }

  @Test
  void keysAreAskedForAsMeilisearchDoes() throws Exception {
    assertThat(send(request("/echo/x").GET().build()).body())
        .contains("missing_authorization_header");
    for (String scheme : List.of("bearer abc", "Basic YTpi", "abc")) {
      assertThat(send(request("/echo/x").header("Authorization", scheme).GET().build()))
          .satisfies(answer -> assertThat(answer.body()).contains("missing_authorization_header"));
    }
    for (String header : List.of("Bearer", "Bearer ", "Bearer " + KEY + "x")) {
      HttpResponse<String> answer =
          send(request("/echo/x").header("Authorization", header).GET().build());
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body())
          .isEqualTo(
              "{\"message\":\"The provided API key is"
                  + " invalid.\",\"code\":\"invalid_api_key\",\"type\":\"auth\",\"link\":\"https://docs.meilisearch.com/errors#invalid_api_key\"}");
    }
  }

  @Test
  void anyOriginMayCall() throws Exception {
    HttpResponse<String> refused =
        send(request("/echo/x").header("Origin", "https://shop.example").GET().build());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    assertThat(send(request("/health").GET().build()).headers().firstValue("Vary"))
        .hasValue("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
    assertThat(
            raw(
                "OPTIONS /doggo HTTP/1.1\r\nHost: x\r\nOrigin: https://a.example\r\n"
                    + "Access-Control-Request-Method: POST\r\n"
                    + "Access-Control-Request-Headers: x-custom\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Headers: x-custom", "Access-Control-Max-Age: 86400");
  }

  @Test
  void bodiesAreCheckedInOrder() throws Exception {
    assertThat(post("/json", "{}".getBytes(StandardCharsets.UTF_8), "Content-Type", "text/html"))
        .isEqualTo("415 invalid_content_type");
    assertThat(
            post(
                "/json",
                "{}".getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/octet-stream"))
        .isEqualTo("415 invalid_content_type");
    assertThat(post("/json", new byte[0], "Content-Type", "application/json"))
        .isEqualTo("400 missing_payload");
    assertThat(json("/json", "{\"a\": ")).contains("EOF while parsing a value at line 1 column 6");
    assertThat(json("/json", "{\"a\":1.0}")).isEqualTo("{\"a\":1.0}");
    assertThat(json("/array", "{\"a\": "))
        .contains("invalid type: map, expected a sequence at line 1 column 0");
    assertThat(json("/array", "\"doggo\""))
        .contains("string \\\"doggo\\\", expected a sequence at line 1 column 7");
  }

  @Test
  void whatTheParserRefusesIsAnErrorObjectToo() throws Exception {
    assertThat(raw("GET /echo/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("\"code\":\"bad_request\"");
  }

  @Test
  void aMissingContentTypeIsSaid() throws Exception {
    assertThat(
            raw(
                "POST /json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                    + KEY
                    + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"))
        .startsWith("HTTP/1.1 415")
        .contains("missing_content_type");
  }

  @Test
  void compressedBodiesAreRead() throws Exception {
    byte[] plain = "{\"title\":\"sent compressed\"}".getBytes(StandardCharsets.UTF_8);
    String[] gzip = {"Content-Type", "application/json", "Content-Encoding", "gzip"};
    assertThat(post("/stream", gzip(plain), gzip)).isEqualTo("200 " + plain.length);
    byte[] cut = gzip(plain);
    assertThat(post("/stream", java.util.Arrays.copyOf(cut, cut.length - 6), gzip))
        .isEqualTo("400 bad_request");
    assertThat(post("/json", plain, gzip)).isEqualTo("400 bad_request");
    com.aayushatharva.brotli4j.Brotli4jLoader.ensureAvailability();
    byte[] brotli = com.aayushatharva.brotli4j.encoder.Encoder.compress(plain);
    String[] br = {"Content-Type", "application/json", "Content-Encoding", "br"};
    assertThat(post("/stream", brotli, br)).isEqualTo("200 " + plain.length);
    assertThat(post("/stream", java.util.Arrays.copyOf(brotli, brotli.length - 3), br))
        .isEqualTo("400 bad_request");
    String[] identity = {"Content-Type", "text/csv", "Content-Encoding", "identity"};
    assertThat(post("/stream", plain, identity)).isEqualTo("200 " + plain.length);
  }

  @Test
  void bodiesOverTheLimitAreRefusedAsMeilisearchDoes() throws Exception {
    byte[] large = ("[" + "1,".repeat(LIMIT) + "1]").getBytes(StandardCharsets.UTF_8);
    String[] plain = {"Content-Type", "application/json"};
    String[] gzip = {"Content-Type", "application/json", "Content-Encoding", "gzip"};
    assertThat(post("/json", large, plain)).isEqualTo("500 internal");
    assertThat(post("/json", gzip(large), gzip)).isEqualTo("413 payload_too_large");
    assertThat(post("/stream", large, plain)).isEqualTo("413 payload_too_large");
    assertThat(post("/stream", gzip(large), gzip)).isEqualTo("413 payload_too_large");
    HttpRequest chunked =
        request("/json")
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
            .build();
    assertThat(send(chunked).body())
        .contains("JSON payload has exceeded limit (" + LIMIT + " bytes).");
  }

  @Test
  void answersAreCompressedAsTheClientLikes() throws Exception {
    assertThat(
            new String(new GZIPInputStream(answer("gzip")).readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("up");
    assertThat(
            new String(
                new BrotliInputStream(answer("gzip, br")).readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("up");
    assertThat(new String(answer("zstd").readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("up");
    assertThat(Compression.chosen("br;q=0.1, gzip;q=0.5")).isEqualTo("gzip");
    assertThat(Compression.chosen("br;q=0, *;q=0.2")).isEqualTo("gzip");
  }

  @Test
  void aLateAnswerIsUnavailableAndABugIsInternal() throws Exception {
    HttpResponse<String> late = get("/never");
    assertThat(late.statusCode()).isEqualTo(503);
    assertThat(late.headers().firstValue("Retry-After")).hasValue("10");
    HttpResponse<String> bug = get("/bug");
    assertThat(bug.statusCode()).isEqualTo(500);
    assertThat(bug.body()).contains("\"code\":\"internal\"").doesNotContain("a bug");
  }

  @Test
  void theRequestIdOfTheClientIsKept() throws Exception {
    assertThat(
            send(request("/health").header("X-Request-Id", "abc-1").GET().build())
                .headers()
                .firstValue("X-Request-Id"))
        .hasValue("abc-1");
    assertThat(get("/health").headers().firstValue("X-Request-Id")).isPresent();
  }

  @Test
  void aClientThatOffersHttp2WithABodyIsServedInPlainText() throws Exception {
    HttpClient second = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    HttpResponse<String> answer =
        second.send(
            request("/json")
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private static InputStream answer(String accepted) throws Exception {
    HttpRequest request = request("/health").header("Accept-Encoding", accepted).GET().build();
    return new ByteArrayInputStream(CLIENT.send(request, BodyHandlers.ofByteArray()).body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(request(path).header("Authorization", "Bearer " + KEY).GET().build());
  }

  private static String json(String path, String body) throws Exception {
    return send(request(path)
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build())
        .body();
  }

  /** Status and error code, or text. */
  private static String post(String path, byte[] body, String... headers) throws Exception {
    HttpResponse<String> answer =
        send(
            request(path)
                .header("Authorization", "Bearer " + KEY)
                .headers(headers)
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    String text = answer.body();
    int code = text.indexOf("\"code\":\"");
    return answer.statusCode()
        + " "
        + (code < 0 ? text : text.substring(code + 8, text.indexOf('"', code + 8)));
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }
}
