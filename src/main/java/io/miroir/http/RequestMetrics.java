package io.miroir.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests and their times under Meilisearch's names, for its {@code /metrics}. Paths are
 * those of routes with their variables' names, so that there are only so many.
 */
public final class RequestMetrics {
  /** Seconds; those of Prometheus's own histograms. */
  private static final double[] BUCKETS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

  private static final String TOTAL = "meilisearch_http_requests_total";
  private static final String TIMES = "meilisearch_http_response_time_seconds";
  private static final double NANOS = 1e9;

  private static final class Times {
    private final LongAdder[] buckets = new LongAdder[BUCKETS.length];
    private final LongAdder count = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    Times() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }
  }

  private final Map<String, LongAdder> totals = new ConcurrentSkipListMap<>();
  private final Map<String, Times> times = new ConcurrentSkipListMap<>();

  void record(String method, String path, int status, Duration took) {
    String labels = "method=\"" + method + "\",path=\"" + path + "\"";
    totals
        .computeIfAbsent(labels + ",status=\"" + status + "\"", key -> new LongAdder())
        .increment();
    Times at = times.computeIfAbsent(labels, key -> new Times());
    at.count.increment();
    at.nanos.add(took.toNanos());
    for (int i = 0; i < BUCKETS.length; i++) {
      if (took.toNanos() <= BUCKETS[i] * NANOS) {
        at.buckets[i].increment();
      }
    }
  }

  void write(MetricsText out) {
    out.family(TOTAL, "counter", "Meilisearch HTTP requests total");
    totals.forEach((labels, count) -> out.sample(TOTAL, labels, count.sum()));
    out.family(TIMES, "histogram", "Meilisearch HTTP response times");
    times.forEach(
        (labels, at) -> {
          for (int i = 0; i < BUCKETS.length; i++) {
            out.sample(
                TIMES + "_bucket", labels + ",le=\"" + BUCKETS[i] + "\"", at.buckets[i].sum());
          }
          out.sample(TIMES + "_bucket", labels + ",le=\"+Inf\"", at.count.sum());
          out.sample(TIMES + "_sum", labels, at.nanos.sum() / NANOS);
          out.sample(TIMES + "_count", labels, at.count.sum());
        });
  }
}
