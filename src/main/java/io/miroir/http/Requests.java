package io.miroir.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.Materializer;
import io.miroir.model.IndexUid;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.BodyLimits;
import io.miroir.web.Call;
import io.miroir.web.Caller;
import io.miroir.web.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way of a request: preflight, route, authorization, handler, failure, compression, log. Never
 * fails.
 */
final class Requests {
  private static final String REQUEST_ID = "X-Request-Id";
  private static final int REQUEST_ID_CHARS_MAX = 128;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final Duration NO_DEADLINE = Duration.ofHours(1);

  private final Router router;
  private final Authorizer access;
  private final HttpConfig config;
  private final BodyLimits limits;
  private final RequestMetrics metrics;
  private final Materializer materializer;
  private final AtomicInteger running = new AtomicInteger();

  Requests(
      List<Endpoint> endpoints,
      Authorizer access,
      HttpConfig config,
      RequestMetrics metrics,
      Materializer materializer) {
    this.router = new Router(endpoints);
    this.access = access;
    this.config = config;
    this.limits = new BodyLimits(config.payloadBytesMax(), config.bodyMemoryBytesMax());
    this.metrics = metrics;
    this.materializer = materializer;
  }

  CompletionStage<HttpResponse> handle(HttpRequest request) {
    Instant at = Instant.now();
    long start = System.nanoTime();
    String id = requestId(request);
    running.incrementAndGet();
    return answered(request, id)
        .thenApply(
            response -> {
              running.decrementAndGet();
              HttpResponse finished =
                  Compression.compressed(request, Cors.marked(request, response))
                      .addHeader(RawHeader.create(REQUEST_ID, id));
              AccessLog.write(
                  request, finished, id, at, Duration.ofNanos(System.nanoTime() - start));
              return finished;
            });
  }

  private CompletionStage<HttpResponse> answered(HttpRequest request, String id) {
    Optional<HttpResponse> preflight = Cors.preflight(request);
    if (preflight.isPresent()) {
      request.discardEntityBytes(materializer);
      return CompletableFuture.completedFuture(preflight.get());
    }
    return switch (router.find(request.method().name(), segments(request))) {
      case Router.Match.Nothing nothing -> refused(request, Answers.empty(NOT_FOUND));
      case Router.Match.WrongMethod wrong ->
          refused(
              request,
              Answers.empty(METHOD_NOT_ALLOWED)
                  .addHeader(RawHeader.create("Allow", String.join(", ", wrong.allowed()))));
      case Router.Match.Found found -> counted(request, found, id);
    };
  }

  private CompletionStage<HttpResponse> refused(HttpRequest request, HttpResponse response) {
    request.discardEntityBytes(materializer);
    return CompletableFuture.completedFuture(response);
  }

  private CompletionStage<HttpResponse> counted(
      HttpRequest request, Router.Match.Found found, String id) {
    long start = System.nanoTime();
    return called(request, found, id)
        .thenApply(
            response -> {
              metrics.record(
                  request.method().name(),
                  "/" + String.join("/", found.endpoint().segments()),
                  response.status().intValue(),
                  Duration.ofNanos(System.nanoTime() - start));
              return response;
            });
  }

  private CompletionStage<HttpResponse> called(
      HttpRequest request, Router.Match.Found found, String id) {
    if (running.get() > config.requestsMax()) {
      return refused(request, Answers.problem(Failures.tooMany(config.requestsMax())));
    }
    Caller caller;
    try {
      caller =
          access.authorize(
              request.getHeader("Authorization").map(header -> header.value()),
              found.endpoint().action(),
              index(found));
    } catch (RuntimeException refusal) {
      return refused(request, Failures.answer(refusal, id));
    }
    Duration time = found.endpoint().streaming() ? NO_DEADLINE : config.deadline();
    Call call =
        new Call(
            request, found.variables(), caller, Instant.now().plus(time), limits, materializer);
    return started(found.endpoint(), call)
        .orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> Failures.answer(failure, id))
        .whenComplete((response, impossible) -> call.close());
  }

  private static CompletableFuture<HttpResponse> started(Endpoint endpoint, Call call) {
    try {
      return endpoint.handler().handle(call).toCompletableFuture().copy();
    } catch (RuntimeException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  private static Optional<IndexUid> index(Router.Match.Found found) {
    boolean ofIndex =
        found.endpoint().segments().size() > 1
            && found.endpoint().segments().getFirst().equals("indexes");
    return ofIndex
        ? Optional.of(found.variables().getFirst()).filter(IndexUid::isValid).map(IndexUid::new)
        : Optional.empty();
  }

  /** Decoded, without the empty ones that double and trailing slashes make. */
  private static List<String> segments(HttpRequest request) {
    List<String> segments = new ArrayList<>();
    for (String segment : request.getUri().pathSegments()) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }

  private static String requestId(HttpRequest request) {
    return request
        .getHeader(REQUEST_ID)
        .map(header -> header.value())
        .filter(
            id ->
                id.length() <= REQUEST_ID_CHARS_MAX && id.chars().allMatch(c -> c > ' ' && c < 127))
        .orElseGet(() -> UUID.randomUUID().toString());
  }
}
