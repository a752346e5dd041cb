package io.miroir.http;

import akka.stream.BoundedSourceQueue;
import akka.util.ByteString;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.miroir.json.JsonWriter;
import java.time.Instant;
import org.slf4j.LoggerFactory;

/** Hands log messages of this member to a client; what the client is too slow for is dropped. */
final class LogStream extends AppenderBase<ILoggingEvent> {
  private final LogTarget target;
  private final boolean json;
  private final BoundedSourceQueue<ByteString> client;

  LogStream(LogTarget target, boolean json, BoundedSourceQueue<ByteString> client) {
    this.target = target;
    this.json = json;
    this.client = client;
  }

  void attach() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    setContext(context);
    setName("log-stream");
    start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
  }

  /** Ends the client's answer; harmless when it has ended. */
  void detach() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
    stop();
    client.complete();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (target.wants(event.getLoggerName(), event.getLevel())) {
      client.offer(ByteString.fromString(json ? json(event) : human(event)));
    }
  }

  static String human(ILoggingEvent event) {
    return "%s %5s %s: %s%n"
        .formatted(
            Instant.ofEpochMilli(event.getTimeStamp()),
            event.getLevel(),
            event.getLoggerName(),
            event.getFormattedMessage());
  }

  static String json(ILoggingEvent event) {
    return new JsonWriter()
            .object()
            .field("timestamp", Instant.ofEpochMilli(event.getTimeStamp()))
            .field("level", event.getLevel().toString())
            .name("fields")
            .object()
            .field("message", event.getFormattedMessage())
            .endObject()
            .field("target", event.getLoggerName())
            .endObject()
        + "\n";
  }
}
