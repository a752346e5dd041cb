package io.miroir.ctl;

import java.io.PrintWriter;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What a measurement saw.
 *
 * @param searches latencies in microseconds, of those answered well
 * @param writes likewise
 */
record Figures(Duration time, Histogram searches, Histogram writes, long failed, long degraded) {

  long requests() {
    return searches.getTotalCount() + writes.getTotalCount();
  }

  void print(PrintWriter out) {
    print("searches", searches, out);
    print("writes", writes, out);
    out.printf("  failed %d, degraded %d%n", failed, degraded);
  }

  private void print(String what, Histogram latencies, PrintWriter out) {
    if (latencies.getTotalCount() > 0) {
      out.printf(
          "  %-18s %10.0f /s   p50 %.2f  p90 %.2f  p99 %.2f  max %.1f ms%n",
          what,
          latencies.getTotalCount() / (time.toMillis() / 1e3),
          milliseconds(latencies, 50),
          milliseconds(latencies, 90),
          milliseconds(latencies, 99),
          latencies.getMaxValue() / 1e3);
    }
  }

  private static double milliseconds(Histogram latencies, double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }

  void printAgainst(Figures one, PrintWriter out) {
    out.printf(
        "%nSearch latency against one member: p50 %.2f×, p99 %.2f×%n",
        milliseconds(searches, 50) / milliseconds(one.searches, 50),
        milliseconds(searches, 99) / milliseconds(one.searches, 99));
    out.flush();
  }
}
