package io.miroir.boot;

import com.typesafe.config.Config;
import java.util.concurrent.CompletionStage;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;
import scala.jdk.javaapi.FutureConverters;

/** Kamon without its agent: what the rooms count themselves, and the JVM's figures. */
final class Metrics {
  private final PrometheusReporter prometheus;

  private Metrics(PrometheusReporter prometheus) {
    this.prometheus = prometheus;
  }

  static Metrics start(Config config) {
    Kamon.initWithoutAttaching(config);
    PrometheusReporter prometheus = new PrometheusReporter("kamon.prometheus", config);
    Kamon.addReporter("prometheus", prometheus);
    Kamon.addReporter("span-log", new SpanLog());
    return new Metrics(prometheus);
  }

  /** In Prometheus's text format, as of the last tick; nothing before the first one. */
  String scrape() {
    return prometheus.scrapeData();
  }

  CompletionStage<?> stop() {
    return FutureConverters.asJava(Kamon.stop());
  }
}
