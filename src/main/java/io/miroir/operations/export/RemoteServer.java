package io.miroir.operations.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;

/**
 * The Meilisearch or Miroir that documents are exported to. What fails because the server is out of
 * reach or overloaded is tried again with growing pauses for some minutes. Blocks.
 */
final class RemoteServer implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(5);
  private static final int BEGIN_OF_FAILURES = 300;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final int SERVERS_FAULT = 500;

  /** Ends the work that was given up. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  /**
   * How failures are repeated.
   *
   * @param attempts of one request
   * @param first pause, doubled with each further one
   * @param most longest pause
   */
  record Patience(int attempts, Duration first, Duration most) {
    /** About four minutes. */
    static final Patience USUAL = new Patience(12, Duration.ofMillis(500), Duration.ofSeconds(30));
  }

  private final String base;
  private final Optional<String> key;
  private final Patience patience;
  private final BooleanSupplier stopped;
  private final Pauses pauses;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  /** Lets time pass; false when the thread shall stop. */
  @FunctionalInterface
  interface Pauses {
    boolean pause(Duration time);
  }

  /**
   * @param stopped is asked before each request, and between pauses
   */
  RemoteServer(
      String url, Optional<String> key, Patience patience, BooleanSupplier stopped, Pauses pauses) {
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.key = key;
    this.patience = patience;
    this.stopped = stopped;
    this.pauses = pauses;
  }

  /** Whether the server has an index. */
  boolean has(String index) {
    return request("GET", "/indexes/" + index, Optional.empty(), "").statusCode() != NOT_FOUND;
  }

  void create(String index, Optional<String> primaryKey) {
    send(
        "POST",
        "/indexes",
        "{\"uid\":"
            + quoted(index)
            + ",\"primaryKey\":"
            + primaryKey.map(RemoteServer::quoted).orElse("null")
            + "}");
  }

  void settings(String index, String json) {
    send("PATCH", "/indexes/" + index + "/settings", json);
  }

  /**
   * @param lines documents, one a line
   */
  void documents(String index, Optional<String> primaryKey, byte[] lines) {
    String query =
        primaryKey
            .map(name -> "?primaryKey=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
            .orElse("");
    checked(
        request(
            "POST",
            "/indexes/" + index + "/documents" + query,
            Optional.of(gzip(lines)),
            "application/x-ndjson"));
  }

  private static String quoted(String text) {
    return io.miroir.json.JsonText.quote(text);
  }

  private void send(String method, String path, String json) {
    checked(
        request(
            method,
            path,
            Optional.of(gzip(json.getBytes(StandardCharsets.UTF_8))),
            "application/json"));
  }

  private static void checked(HttpResponse<byte[]> answer) {
    if (answer.statusCode() >= BEGIN_OF_FAILURES) {
      throw ProblemException.of(
          answer.statusCode() == 401 || answer.statusCode() == 403
              ? ErrorCode.REMOTE_INVALID_API_KEY
              : ErrorCode.REMOTE_BAD_REQUEST,
          "The remote server refused a request with status "
              + answer.statusCode()
              + ": "
              + message(answer.body()));
    }
  }

  private static String message(byte[] body) {
    try {
      JsonNode json = JsonSyntax.parse(body);
      return json.path("message").asText("no message");
    } catch (JsonSyntaxException e) {
      return "no message";
    }
  }

  private HttpResponse<byte[]> request(
      String method, String path, Optional<byte[]> body, String type) {
    HttpRequest request = made(method, path, body, type);
    Duration pause = patience.first();
    for (int attempt = 1; ; attempt++) {
      if (stopped.getAsBoolean()) {
        throw new Stopped();
      }
      String why;
      try {
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() < SERVERS_FAULT && answer.statusCode() != TOO_MANY) {
          return answer;
        }
        why = "it answered " + answer.statusCode() + ": " + message(answer.body());
      } catch (IOException e) {
        why = String.valueOf(e.getMessage() == null ? e : e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Stopped();
      }
      if (attempt == patience.attempts()) {
        throw ProblemException.of(
            ErrorCode.REMOTE_COULD_NOT_SEND_REQUEST,
            "error sending request to `" + base + "`: " + why);
      }
      await(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(patience.most()) < 0 ? doubled : patience.most();
    }
  }

  /** In small steps, so that a cancelation ends it at once. */
  private void await(Duration pause) {
    Duration step = Duration.ofMillis(500);
    for (Duration left = pause; left.isPositive(); left = left.minus(step)) {
      if (!pauses.pause(left.compareTo(step) < 0 ? left : step) || stopped.getAsBoolean()) {
        throw new Stopped();
      }
    }
  }

  private HttpRequest made(String method, String path, Optional<byte[]> body, String type) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + path))
              .timeout(ANSWER)
              .method(
                  method,
                  body.map(HttpRequest.BodyPublishers::ofByteArray)
                      .orElse(HttpRequest.BodyPublishers.noBody()));
      body.ifPresent(
          bytes -> request.header("Content-Type", type).header("Content-Encoding", "gzip"));
      key.ifPresent(text -> request.header("Authorization", "Bearer " + text));
      return request.build();
    } catch (IllegalArgumentException e) {
      throw ProblemException.of(
          ErrorCode.REMOTE_COULD_NOT_SEND_REQUEST,
          "error sending request to `" + base + "`: " + e.getMessage());
    }
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(64, plain.length / 4));
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    http.close();
  }
}
