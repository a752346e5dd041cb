package io.miroir.topology;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Begins at the time of the machine and then counts by {@link System#nanoTime}: waits measured by
 * it are right even when somebody sets the machine's clock.
 */
final class SteadyClock extends Clock {
  private final Instant begin;
  private final long beginNanos;
  private final ZoneId zone;

  private SteadyClock(Instant begin, long beginNanos, ZoneId zone) {
    this.begin = begin;
    this.beginNanos = beginNanos;
    this.zone = zone;
  }

  static Clock create() {
    return new SteadyClock(Instant.now(), System.nanoTime(), ZoneOffset.UTC);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(begin, beginNanos, other);
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(System.nanoTime() - beginNanos);
  }
}
