package io.miroir.boot;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Where logs go: the console for people (see logback.xml), and one JSON line per request to {@code
 * DATA-DIR/log/access.json}, rolled daily and bounded in size.
 */
final class Logs {
  /** The logger of {@code http} whose messages are the JSON lines. */
  static final String ACCESS = "io.miroir.http.access";

  private static final int QUEUE = 8192;
  private static final int DAYS = 14;

  /** Kept, since the JDK's log manager holds loggers weakly. */
  private static final java.util.logging.Logger VECTORIZATION =
      java.util.logging.Logger.getLogger("org.apache.lucene.internal.vectorization");

  private Logs() {}

  static void configure(ServerConfig config) {
    VECTORIZATION.setLevel(java.util.logging.Level.SEVERE);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(config.logLevel()));
    Logger access = context.getLogger(ACCESS);
    access.setAdditive(false);
    access.setLevel(Level.INFO);
    access.addAppender(bounded(context, file(context, config.dataDir().resolve("log"))));
  }

  /** Requests never wait for the disk: when it can't follow, lines are dropped. */
  private static AsyncAppender bounded(
      LoggerContext context, RollingFileAppender<ILoggingEvent> file) {
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setName("access");
    queue.setQueueSize(QUEUE);
    queue.setNeverBlock(true);
    queue.addAppender(file);
    queue.start();
    return queue;
  }

  private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path folder) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setContext(context);
    file.setFile(folder.resolve("access.json").toString());
    file.setEncoder(encoder);
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(file);
    policy.setFileNamePattern(folder.resolve("access-%d{yyyy-MM-dd}.%i.json.gz").toString());
    policy.setMaxFileSize(FileSize.valueOf("100MB"));
    policy.setMaxHistory(DAYS);
    policy.setTotalSizeCap(FileSize.valueOf("1GB"));
    policy.start();
    file.setRollingPolicy(policy);
    file.start();
    return file;
  }

  /** Writes out what still waits. */
  static void flush() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }
}
