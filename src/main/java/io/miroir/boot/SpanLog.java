package io.miroir.boot;

import com.typesafe.config.Config;
import java.time.Duration;
import kamon.module.SpanReporter;
import kamon.trace.Span;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Writes finished spans of sampled queries to the log at level DEBUG, until the operator adds a
 * reporter that sends them somewhere.
 */
final class SpanLog implements SpanReporter {
  private static final Logger LOG = LoggerFactory.getLogger("io.miroir.spans");

  @Override
  public void reportSpans(Seq<Span.Finished> spans) {
    if (LOG.isDebugEnabled()) {
      CollectionConverters.asJava(spans).forEach(SpanLog::write);
    }
  }

  private static void write(Span.Finished span) {
    LOG.debug(
        "trace {} span {} of {}: {} took {} µs {}",
        span.trace().id().string(),
        span.id().string(),
        span.parentId().string(),
        span.operationName(),
        Duration.between(span.from(), span.to()).toNanos() / 1000,
        span.tags());
  }

  @Override
  public void reconfigure(Config config) {
    // Nothing of it is configured.
  }

  @Override
  public void stop() {
    // Nothing is held.
  }
}
