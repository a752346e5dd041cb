package io.miroir.ctl;

import java.io.PrintWriter;
import java.time.Duration;

/** One line that fills up; on something that is no terminal, a line per tenth. */
final class ProgressBar {
  private static final int WIDTH = 40;
  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();

  private final PrintWriter out;
  private final boolean terminal;
  private final String what;
  private final long total;
  private final long start = System.nanoTime();
  private long drawn;
  private long tenths;

  ProgressBar(PrintWriter out, boolean terminal, String what, long total) {
    this.out = out;
    this.terminal = terminal;
    this.what = what;
    this.total = Math.max(1, total);
  }

  synchronized void at(long done) {
    long now = System.nanoTime();
    if (terminal && (now - drawn >= REDRAW_NANOS || done >= total)) {
      drawn = now;
      out.print("\r" + line(done, now));
      if (done >= total) {
        out.println();
      }
      out.flush();
    } else if (!terminal && done * 10 / total > tenths) {
      tenths = done * 10 / total;
      out.println(line(done, now));
    }
  }

  private String line(long done, long now) {
    int filled = (int) (WIDTH * Math.min(done, total) / total);
    double seconds = (now - start) / 1e9;
    return "%s [%s%s] %,d of %,d, %,.0f/s"
        .formatted(
            what,
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            done,
            total,
            seconds > 0 ? done / seconds : 0);
  }
}
