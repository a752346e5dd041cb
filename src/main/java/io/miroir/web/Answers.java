package io.miroir.web;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonText;
import io.miroir.json.JsonWriter;
import io.miroir.model.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes responses. */
public final class Answers {
  /** Says which shards an answer lacks, or that a write has fewer copies than it should. */
  public static final String DEGRADED = "X-Miroir-Degraded";

  private static final int UNAVAILABLE = 503;
  private static final HttpResponse PLAIN = HttpResponse.create();

  private Answers() {}

  public static HttpResponse json(int status, JsonWriter body) {
    return json(status, body.toBytes());
  }

  public static HttpResponse json(int status, JsonNode body) {
    return json(status, JsonText.of(body).getBytes(StandardCharsets.UTF_8));
  }

  public static HttpResponse json(int status, byte[] body) {
    return PLAIN
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, body));
  }

  public static HttpResponse text(int status, String text) {
    return PLAIN
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, text));
  }

  public static HttpResponse empty(int status) {
    return PLAIN.withStatus(status).withEntity(HttpEntities.EMPTY);
  }

  public static HttpResponse degraded(HttpResponse response, Optional<String> degraded) {
    return degraded
        .map(text -> response.addHeader(RawHeader.create(DEGRADED, text)))
        .orElse(response);
  }

  public static HttpResponse problem(Problem problem) {
    HttpResponse response = json(problem.code().status(), error(new JsonWriter(), problem));
    return problem.code().status() == UNAVAILABLE
        ? response.addHeader(RawHeader.create("Retry-After", "10"))
        : response;
  }

  /** The error object, as answers and failed tasks show it. */
  public static JsonWriter error(JsonWriter out, Problem problem) {
    return out.object()
        .field("message", problem.message())
        .field("code", problem.code().json())
        .field("type", problem.code().type().json())
        .field("link", problem.code().link())
        .endObject();
  }
}
