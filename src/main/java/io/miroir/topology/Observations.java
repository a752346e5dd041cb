package io.miroir.topology;

import io.miroir.model.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sums up what this member's calls to each node came to, so that the singleton hears of a node a
 * few times a second at most, however many calls there are.
 */
final class Observations {
  private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

  /** Calls since the last report. */
  record Sum(long answered, long failed) {}

  private static final class Open {
    private long answered;
    private long failed;
    private long since;

    Open(long now) {
      since = now - PAUSE_NANOS;
    }

    /** Synchronized: calls end on many threads, but rarely two of one node at the same instant. */
    synchronized Optional<Sum> add(boolean ok, long now) {
      answered += ok ? 1 : 0;
      failed += ok ? 0 : 1;
      if (now - since < PAUSE_NANOS) {
        return Optional.empty();
      }
      Sum sum = new Sum(answered, failed);
      answered = 0;
      failed = 0;
      since = now;
      return Optional.of(sum);
    }
  }

  private final Map<NodeId, Open> byNode = new ConcurrentHashMap<>();

  /**
   * @param now by {@link System#nanoTime}
   * @return what is to be reported now; empty while the last report is recent
   */
  Optional<Sum> add(NodeId node, boolean ok, long now) {
    return byNode.computeIfAbsent(node, id -> new Open(now)).add(ok, now);
  }
}
