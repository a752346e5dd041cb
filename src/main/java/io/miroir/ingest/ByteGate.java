package io.miroir.ingest;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets so many bytes through at once; who does not fit waits its turn, first come first served. */
final class ByteGate {
  private record Waiter(long bytes, CompletableFuture<Void> turn) {}

  private final long max;
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private long used;

  ByteGate(long max) {
    this.max = max;
  }

  /** Completes when the bytes may pass; more than the whole gate passes when it is empty. */
  CompletionStage<Void> enter(long bytes) {
    synchronized (this) {
      if (!waiters.isEmpty() || !fits(bytes)) {
        Waiter waiter = new Waiter(bytes, new CompletableFuture<>());
        waiters.add(waiter);
        return waiter.turn();
      }
      used += bytes;
    }
    return CompletableFuture.completedFuture(null);
  }

  void leave(long bytes) {
    while (true) {
      Waiter next;
      synchronized (this) {
        used -= bytes;
        bytes = 0;
        next = waiters.peek();
        if (next == null || !fits(next.bytes())) {
          return;
        }
        waiters.remove();
        used += next.bytes();
      }
      next.turn().complete(null);
    }
  }

  private boolean fits(long bytes) {
    return used == 0 || used + bytes <= max;
  }

  synchronized int waiting() {
    return waiters.size();
  }
}
