package io.miroir.http;

import akka.NotUsed;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.miroir.catalog.Catalog;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.LoggerFactory;

/**
 * {@code /logs/…}: a stream of this member's log messages, for one client at a time, and the levels
 * of what it writes to standard error. The stream has no more than the member itself logs.
 */
public final class LogRoutes {
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int QUEUE = 1024;
  private static final int DISCUSSION = 721;

  /** Below the server's patience with silent connections. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  private enum Mode {
    HUMAN,
    JSON,
    PROFILE
  }

  private static final class Body {
    private LogTarget target = LogTarget.INFO;
    private Mode mode = Mode.HUMAN;
    private boolean profileMemory;
  }

  private static final JsonShape<Body> STREAM =
      new JsonShape<Body>(ErrorCode.BAD_REQUEST)
          .field("target", ErrorCode.BAD_REQUEST, (body, at) -> body.target = LogTarget.read(at))
          .field("mode", ErrorCode.BAD_REQUEST, (body, at) -> body.mode = at.oneOf(modes()))
          .field(
              "profileMemory", ErrorCode.BAD_REQUEST, (body, at) -> body.profileMemory = at.bool());

  private static final JsonShape<Body> STDERR =
      new JsonShape<Body>(ErrorCode.BAD_REQUEST)
          .field("target", ErrorCode.BAD_REQUEST, (body, at) -> body.target = LogTarget.read(at));

  private final Catalog catalog;
  private final Materializer materializer;
  private final AtomicReference<LogStream> streaming = new AtomicReference<>();

  public LogRoutes(Catalog catalog, Materializer materializer) {
    this.catalog = catalog;
    this.materializer = materializer;
  }

  public List<Endpoint> endpoints() {
    String action = "metrics.get";
    return List.of(
        Endpoint.post("/logs/stream", action, this::stream),
        Endpoint.delete("/logs/stream", action, call -> stop()),
        Endpoint.post("/logs/stderr", action, this::stderr));
  }

  private static Map<String, Mode> modes() {
    Map<String, Mode> modes = new LinkedHashMap<>();
    for (Mode mode : Mode.values()) {
      modes.put(mode.name().toLowerCase(Locale.ROOT), mode);
    }
    return modes;
  }

  private CompletionStage<HttpResponse> stream(Call call) {
    return call.json()
        .thenApply(
            json -> {
              Body body = STREAM.read(JsonAt.root(json, ErrorCode.BAD_REQUEST), new Body());
              if (body.profileMemory && body.mode != Mode.PROFILE) {
                throw ProblemException.of(
                    ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE,
                    "Invalid value: `profile_memory` can only be used while profiling code and is"
                        + " not compatible with the "
                        + (body.mode == Mode.HUMAN ? "Human" : "Json")
                        + " mode.");
              }
              requireFeature();
              if (body.mode == Mode.PROFILE) {
                throw ProblemException.of(
                    ErrorCode.BAD_REQUEST, "Profiling is not possible: Miroir logs messages only.");
              }
              return begun(body);
            });
  }

  private HttpResponse begun(Body body) {
    var queue = Source.<ByteString>queue(QUEUE).preMaterialize(materializer);
    LogStream stream = new LogStream(body.target, body.mode == Mode.JSON, queue.first());
    if (!streaming.compareAndSet(null, stream)) {
      queue.first().complete();
      throw ProblemException.of(
          ErrorCode.BAD_REQUEST, "The `/logs/stream` route is currently in use by someone else.");
    }
    stream.attach();
    Source<ByteString, NotUsed> lines =
        queue
            .second()
            .keepAlive(KEEP_ALIVE, () -> ByteString.fromString("\n"))
            .watchTermination(
                (used, ended) -> {
                  ended.whenComplete((done, failure) -> end(stream));
                  return used;
                });
    return Answers.empty(OK)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, lines));
  }

  private void end(LogStream stream) {
    streaming.compareAndSet(stream, null);
    stream.detach();
  }

  private CompletionStage<HttpResponse> stop() {
    requireFeature();
    LogStream stream = streaming.get();
    if (stream != null) {
      end(stream);
    }
    return CompletableFuture.completedFuture(Answers.empty(NO_CONTENT));
  }

  private CompletionStage<HttpResponse> stderr(Call call) {
    return call.json()
        .thenApply(
            json -> {
              Body body = STDERR.read(JsonAt.root(json, ErrorCode.BAD_REQUEST), new Body());
              requireFeature();
              set(body.target);
              return Answers.empty(NO_CONTENT);
            });
  }

  /** Loggers with a level of their own before keep it only if they are named. */
  private static void set(LogTarget target) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    for (Logger logger : context.getLoggerList()) {
      boolean named = target.byName().containsKey(logger.getName());
      if (logger.isAdditive() && named) {
        logger.setLevel(target.byName().get(logger.getName()));
      } else if (logger.getName().startsWith("io.miroir.") && logger.isAdditive()) {
        logger.setLevel(null);
      }
    }
    target
        .byName()
        .forEach((name, level) -> ((Logger) LoggerFactory.getLogger(name)).setLevel(level));
    Level others = target.others();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(others);
  }

  private void requireFeature() {
    if (!catalog.has(Feature.LOGS_ROUTE)) {
      throw ProblemException.of(
          ErrorCode.FEATURE_NOT_ENABLED,
          Feature.off("Modifying logs through the `/logs/*` routes", "logs route", DISCUSSION));
    }
  }
}
