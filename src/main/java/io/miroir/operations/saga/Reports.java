package io.miroir.operations.saga;

import io.miroir.ingest.shard.RepairReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The newest word of each repair, and how fast all of them together are. In memory. Not
 * thread-safe.
 */
final class Reports {
  private static final int COPIES_MAX = 10_000;
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private record Piece(Instant at, long documents) {}

  private final Map<RepairReport.Copy, RepairReport> newest = new HashMap<>();
  private final Deque<Piece> pieces = new ArrayDeque<>();

  void add(RepairReport report, Instant now) {
    RepairReport before = newest.get(report.copy());
    boolean goesOn = before != null && report.documents() >= before.documents();
    long more = report.documents() - (goesOn ? before.documents() : 0);
    pieces.add(new Piece(now, more));
    if (newest.size() < COPIES_MAX || before != null) {
      newest.put(report.copy(), report);
    }
    forgetOld(now);
  }

  private void forgetOld(Instant now) {
    while (!pieces.isEmpty() && pieces.peek().at().plus(WINDOW).isBefore(now)) {
      pieces.remove();
    }
  }

  /** Of what ended, nothing is asked any more. */
  void forget(RepairReport.Copy copy) {
    newest.remove(copy);
  }

  Map<RepairReport.Copy, RepairReport> newest() {
    return Map.copyOf(newest);
  }

  double documentsPerSecond(Instant now) {
    forgetOld(now);
    return pieces.stream().mapToLong(Piece::documents).sum() / (double) WINDOW.toSeconds();
  }
}
