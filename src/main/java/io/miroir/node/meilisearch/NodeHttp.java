package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.model.NodeId;
import io.miroir.node.NodeObserver;
import io.miroir.node.NodeUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;

/**
 * This member's connections to one node: kept alive, bounded, each request with a deadline, cut off
 * for a moment after several failures. Calls block; they run on virtual threads.
 */
final class NodeHttp {
  static final String JSON = "application/json";
  static final String NDJSON = "application/x-ndjson";

  private static final int REQUESTS_MAX = 64;
  private static final int GZIP_ABOVE = 64 << 10;
  private static final Duration CONNECT = Duration.ofSeconds(2);

  private final NodeId id;
  private final URI base;
  private final Optional<String> key;
  private final NodeObserver observer;
  private final InstantSource clock;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .executor(VirtualThreads.EXECUTOR)
          .build();
  private final Semaphore free = new Semaphore(REQUESTS_MAX);
  private final Breaker breaker = new Breaker();

  NodeHttp(NodeId id, URI base, Optional<String> key, NodeObserver observer, InstantSource clock) {
    this.id = id;
    this.base = base;
    this.key = key;
    this.observer = observer;
    this.clock = clock;
  }

  NodeId id() {
    return id;
  }

  Instant in(Duration time) {
    return clock.instant().plus(time);
  }

  JsonNode get(String path, Instant deadline) {
    return send("GET", path, JSON, new byte[0], deadline);
  }

  JsonNode post(String path, String json, Instant deadline) {
    return send("POST", path, JSON, json.getBytes(StandardCharsets.UTF_8), deadline);
  }

  /**
   * @throws NodeUnavailableException without a proper answer in time
   * @throws NodeRefusal for the node's own errors
   */
  JsonNode send(String method, String path, String type, byte[] body, Instant deadline) {
    long left = Duration.between(clock.instant(), deadline).toMillis();
    if (left <= 0) {
      throw unavailable("the deadline passed");
    }
    if (!breaker.admits(System.nanoTime())) {
      throw unavailable("its last requests failed");
    }
    try {
      if (!free.tryAcquire(left, TimeUnit.MILLISECONDS)) {
        throw unavailable("too many requests are under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
    long start = System.nanoTime();
    boolean ok = false;
    try {
      HttpRequest request = request(method, path, type, body, Duration.ofMillis(left));
      JsonNode answer = read(answer(request, left));
      ok = true;
      return answer;
    } catch (NodeRefusal e) {
      ok = true;
      throw e;
    } finally {
      free.release();
      breaker.ended(ok, System.nanoTime());
      observer.observed(id, ok, System.nanoTime() - start);
    }
  }

  /** A whole answer by the deadline: the client's own limit ends when the first bytes come. */
  private HttpResponse<byte[]> answer(HttpRequest request, long millis) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    try {
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw unavailable("no answer in time");
    } catch (ExecutionException e) {
      throw unavailable(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(true);
      throw unavailable("interrupted");
    }
  }

  private HttpRequest request(
      String method, String path, String type, byte[] body, Duration timeout) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(timeout);
    key.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    byte[] sent = body;
    if (body.length > 0) {
      request.header("Content-Type", type);
      if (body.length > GZIP_ABOVE) {
        sent = zipped(body);
        request.header("Content-Encoding", "gzip");
      }
    }
    return request
        .method(
            method,
            sent.length == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofByteArray(sent))
        .build();
  }

  private static byte[] zipped(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 3);
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private JsonNode read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    JsonNode body = parse(response.body(), status);
    if (status / 100 == 2) {
      return body;
    }
    String code = body.path("code").asText("");
    String message = body.path("message").asText("");
    if (status / 100 != 4 || status == 429 || status == 408 || code.isEmpty()) {
      throw unavailable("it answered " + status + " " + message);
    }
    if (status == 401 || status == 403) {
      throw unavailable("it refused our key: " + message);
    }
    throw new NodeRefusal(code, message);
  }

  private JsonNode parse(byte[] bytes, int status) {
    try {
      return JsonSyntax.parse(bytes.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : bytes);
    } catch (JsonSyntaxException e) {
      throw unavailable("it answered " + status + " without proper JSON");
    }
  }

  NodeUnavailableException unavailable(String reason) {
    return new NodeUnavailableException(id, reason);
  }
}
