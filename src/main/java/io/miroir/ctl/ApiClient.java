package io.miroir.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A client of one member's HTTP API. Blocks; safe for several threads. */
public final class ApiClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration TASK_TIMEOUT = Duration.ofMinutes(10);

  /** What a member said; {@code status} 0 stands for no answer, with the reason as body. */
  public record Answer(int status, String body, Optional<String> degraded) {
    public boolean ok() {
      return status >= 200 && status < 300;
    }

    /** Missing when the body is no JSON. */
    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        return MissingNode.getInstance();
      }
    }

    /** This answer, or an error that tells it. */
    public Answer orThrow(String what) {
      if (!ok()) {
        throw new CommandFailedException(what + " failed: " + status + " " + body);
      }
      return this;
    }
  }

  private final URI base;
  private final Optional<String> key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  public ApiClient(URI base, Optional<String> key) {
    this.base = base;
    this.key = key;
  }

  public URI base() {
    return base;
  }

  public Answer get(String path) {
    return send("GET", path, Optional.empty(), BodyPublishers.noBody());
  }

  public Answer delete(String path) {
    return send("DELETE", path, Optional.empty(), BodyPublishers.noBody());
  }

  public Answer post(String path, String json) {
    return send("POST", path, Optional.of("application/json"), BodyPublishers.ofString(json));
  }

  public Answer put(String path, String json) {
    return send("PUT", path, Optional.of("application/json"), BodyPublishers.ofString(json));
  }

  public Answer patch(String path, String json) {
    return send("PATCH", path, Optional.of("application/json"), BodyPublishers.ofString(json));
  }

  /** Adds documents, each a JSON text of one line. */
  public Answer addDocuments(String index, Optional<String> primaryKey, List<String> documents) {
    byte[] body = String.join("\n", documents).getBytes(StandardCharsets.UTF_8);
    String query = primaryKey.map(name -> "?primaryKey=" + name).orElse("");
    return send(
        "POST",
        "/indexes/" + index + "/documents" + query,
        Optional.of("application/x-ndjson"),
        BodyPublishers.ofByteArray(body));
  }

  /** Waits until a task is finished. */
  public JsonNode awaitTask(long uid) {
    return Poll.until(TASK_TIMEOUT, () -> finished(get("/tasks/" + uid)))
        .orElseThrow(() -> new CommandFailedException("task " + uid + " is not finished"));
  }

  private static Optional<JsonNode> finished(Answer answer) {
    String status = answer.json().path("status").asText();
    return switch (status) {
      case "succeeded", "failed", "canceled" -> Optional.of(answer.json());
      default -> Optional.empty();
    };
  }

  public CompletableFuture<Answer> sendAsync(String method, String path, String json) {
    return http.sendAsync(
            request(method, path, Optional.of("application/json"), BodyPublishers.ofString(json)),
            BodyHandlers.ofString())
        .handle((response, failure) -> failure == null ? answer(response) : lost(failure));
  }

  private Answer send(String method, String path, Optional<String> type, BodyPublisher body) {
    try {
      return answer(http.send(request(method, path, type, body), BodyHandlers.ofString()));
    } catch (IOException e) {
      return lost(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return lost(e);
    }
  }

  private HttpRequest request(
      String method, String path, Optional<String> type, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).method(method, body).timeout(TIMEOUT);
    type.ifPresent(value -> request.header("Content-Type", value));
    key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return request.build();
  }

  private static Answer answer(HttpResponse<String> response) {
    return new Answer(
        response.statusCode(), response.body(), response.headers().firstValue("X-Miroir-Degraded"));
  }

  private static Answer lost(Throwable failure) {
    return new Answer(0, String.valueOf(failure), Optional.empty());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
