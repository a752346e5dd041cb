package io.miroir.operations.saga;

import io.miroir.ingest.shard.RepairReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Calls that are out for steps, when they may be repeated, and how often they failed. In memory:
 * after a change of coordinator everything is tried again. Not thread-safe.
 */
final class Attempts {
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
  private static final int DOUBLINGS_MAX = 5;

  private record Failures(int count, String reason, Instant until) {}

  private final int most;
  private final Map<Driver.Key, Failures> failures = new HashMap<>();
  private final Map<RepairReport.Copy, Failures> repairs = new HashMap<>();
  private final Set<Driver.Key> out = new HashSet<>();

  /**
   * @param most failures of one step before it is given up
   */
  Attempts(int most) {
    this.most = most;
  }

  /** False while an earlier call is out, or the pause after its failure is not over. */
  boolean begin(Driver.Key key, Instant now) {
    Failures before = failures.get(key);
    return (before == null || !now.isBefore(before.until())) && out.add(key);
  }

  /** Why the latest call failed, while none is out. */
  java.util.Optional<String> lastFailure(Driver.Key key) {
    return out.contains(key)
        ? java.util.Optional.empty()
        : java.util.Optional.ofNullable(failures.get(key)).map(Failures::reason);
  }

  void succeeded(Driver.Key key) {
    out.remove(key);
    failures.remove(key);
  }

  void failed(Driver.Key key, String reason, Instant now) {
    out.remove(key);
    Failures before = failures.get(key);
    int count = before == null ? 1 : before.count() + 1;
    Duration pause = Duration.ofSeconds(1L << Math.min(count - 1, DOUBLINGS_MAX));
    Duration wait = pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    failures.put(key, new Failures(count, reason, now.plus(wait)));
  }

  void reported(RepairReport report) {
    if (report.failure().isPresent()) {
      repairs.merge(
          report.copy(),
          new Failures(1, report.failure().get(), Instant.MIN),
          (a, b) -> new Failures(a.count() + 1, b.reason(), Instant.MIN));
    } else if (report.ended()) {
      repairs.remove(report.copy());
    }
  }

  /** Steps that failed too often, with the last reason. */
  Map<Driver.Key, String> exhausted(OperationsState state) {
    Map<Driver.Key, String> all = new HashMap<>();
    failures.forEach(
        (key, f) -> {
          if (f.count() >= most) {
            all.put(key, f.reason());
          }
        });
    for (Operation operation : state.active()) {
      for (int number = 0; number < operation.steps().size(); number++) {
        Failures of = copy(operation.steps().get(number).step());
        if (of != null && of.count() >= most) {
          all.putIfAbsent(new Driver.Key(operation.id(), number), of.reason());
        }
      }
    }
    return all;
  }

  private Failures copy(Step step) {
    return switch (step) {
      case Step.AddCopy s -> repairs.get(new RepairReport.Copy(s.of(), s.to()));
      case Step.MoveCopy s -> repairs.get(new RepairReport.Copy(s.of(), s.to()));
      default -> null;
    };
  }

  /** The step has ended: what failed before counts no more. */
  void forget(Driver.Key key, Step step) {
    failures.remove(key);
    switch (step) {
      case Step.AddCopy s -> repairs.remove(new RepairReport.Copy(s.of(), s.to()));
      case Step.MoveCopy s -> repairs.remove(new RepairReport.Copy(s.of(), s.to()));
      default -> {}
    }
  }
}
