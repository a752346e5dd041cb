package io.miroir.node.embedded;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that may wait for the engine; a single larger write is let through when nothing waits. */
final class WriteBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  WriteBudget(long limit) {
    this.limit = limit;
  }

  boolean take(long bytes) {
    long before = used.getAndAdd(bytes);
    if (before > 0 && before + bytes > limit) {
      used.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void release(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }

  long limit() {
    return limit;
  }
}
