package io.miroir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {
  @Test
  void countsRequestsAndTheirTimes() {
    RequestMetrics metrics = new RequestMetrics();
    metrics.record("GET", "/indexes/{uid}", 200, Duration.ofMillis(30));
    metrics.record("GET", "/indexes/{uid}", 404, Duration.ofSeconds(20));
    MetricsText text = new MetricsText();
    metrics.write(text);
    String labels = "method=\"GET\",path=\"/indexes/{uid}\"";
    assertThat(text.toString().lines())
        .contains(
            "# TYPE meilisearch_http_requests_total counter",
            "meilisearch_http_requests_total{" + labels + ",status=\"200\"} 1",
            "meilisearch_http_requests_total{" + labels + ",status=\"404\"} 1",
            "# TYPE meilisearch_http_response_time_seconds histogram",
            "meilisearch_http_response_time_seconds_bucket{" + labels + ",le=\"0.025\"} 0",
            "meilisearch_http_response_time_seconds_bucket{" + labels + ",le=\"0.05\"} 1",
            "meilisearch_http_response_time_seconds_bucket{" + labels + ",le=\"+Inf\"} 2",
            "meilisearch_http_response_time_seconds_sum{" + labels + "} 20.03",
            "meilisearch_http_response_time_seconds_count{" + labels + "} 2");
  }

  @Test
  void labelsAreEscaped() {
    assertThat(MetricsText.escaped("a\"b\\c\nd")).isEqualTo("a\\\"b\\\\c\\nd");
  }
}
