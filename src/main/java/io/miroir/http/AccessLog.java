package io.miroir.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonWriter;
import io.miroir.json.Uuids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One JSON line for each request. Bodies, query strings and keys are never in it. */
final class AccessLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.miroir.http.access");
  private static final double NANOS_PER_MILLI = 1e6;

  private AccessLog() {}

  static void write(
      HttpRequest request, HttpResponse response, String requestId, Instant at, Duration took) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    JsonWriter line =
        new JsonWriter()
            .object()
            .field("at", at)
            .field("requestId", requestId)
            .field("method", request.method().name())
            .field("path", path(request))
            .field("status", response.status().intValue())
            .name("ms")
            .number(took.toNanos() / NANOS_PER_MILLI);
    response.entity().getContentLengthOption().ifPresent(bytes -> line.field("bytes", bytes));
    request.getHeader("User-Agent").ifPresent(agent -> line.field("agent", agent.value()));
    LOG.info(line.endObject().toString());
  }

  /** A key may be named by its value, which must not be in a log; a uid may. */
  private static String path(HttpRequest request) {
    List<String> segments = new ArrayList<>();
    request.getUri().pathSegments().forEach(segments::add);
    segments.removeIf(String::isEmpty);
    boolean ofKey = segments.size() > 1 && segments.getFirst().equals("keys");
    return ofKey && Uuids.parse(segments.get(1)).isEmpty()
        ? "/keys/*"
        : request.getUri().getPathString();
  }
}
