package io.miroir.operations.saga;

import io.miroir.model.CborSerializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One saga: a request, its steps, and how far each has come. Immutable.
 *
 * @param automatic begun by the cluster itself
 * @param reason why it is in this state, for people; empty when that is plain
 * @param rounds how often it was planned since a step ended well
 * @param doneBefore steps that ended well and are no longer among {@code steps}
 */
public record Operation(
    long id,
    Request request,
    boolean automatic,
    State state,
    List<Progress> steps,
    Instant begunAt,
    Optional<Instant> endedAt,
    String reason,
    int rounds,
    int doneBefore)
    implements CborSerializable {

  public enum State {
    RUNNING,
    PAUSED,
    CANCELLING,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  /** Of one step. */
  public enum Phase {
    PENDING,
    RUNNING,
    /** Is being taken back, to end as failed or cancelled. */
    UNDOING,
    DONE,
    FAILED,
    CANCELLED;

    boolean ended() {
      return this == DONE || this == FAILED || this == CANCELLED;
    }
  }

  /**
   * @param note what it came to, or why it failed
   * @param documents written to the copy that it made
   */
  public record Progress(
      Step step,
      Phase phase,
      String note,
      long documents,
      Optional<Instant> begunAt,
      Optional<Instant> endedAt)
      implements CborSerializable {

    static Progress pending(Step step) {
      return new Progress(step, Phase.PENDING, "", 0, Optional.empty(), Optional.empty());
    }

    Progress begun(Instant at) {
      return new Progress(step, Phase.RUNNING, "", 0, Optional.of(at), Optional.empty());
    }

    Progress undoing(String why) {
      return new Progress(step, Phase.UNDOING, why, documents, begunAt, Optional.empty());
    }

    Progress ended(Phase how, String what, long copied, Instant at) {
      return new Progress(step, how, what, copied, begunAt, Optional.of(at));
    }
  }

  public Operation {
    steps = List.copyOf(steps);
  }

  boolean active() {
    return endedAt.isEmpty();
  }

  /** Neither running nor to be begun. */
  boolean settled() {
    return steps.stream().allMatch(progress -> progress.phase().ended());
  }

  long count(Predicate<Phase> phases) {
    return steps.stream().filter(progress -> phases.test(progress.phase())).count();
  }

  /** Why its latest failed step failed. */
  Optional<String> failure() {
    return steps.stream()
        .filter(progress -> progress.phase() == Phase.FAILED)
        .map(Progress::note)
        .reduce((a, b) -> b);
  }

  Operation with(int number, Progress progress) {
    List<Progress> changed = new ArrayList<>(steps);
    changed.set(number, progress);
    int planned = progress.phase() == Phase.DONE ? 0 : rounds;
    return copy(state, changed, endedAt, reason, planned, doneBefore);
  }

  /** Nothing runs: what ended well before is only counted. */
  Operation more(List<Step> added) {
    List<Progress> all =
        new ArrayList<>(steps.stream().filter(p -> p.phase() != Phase.DONE).toList());
    int done = steps.size() - all.size();
    added.stream().map(Progress::pending).forEach(all::add);
    return copy(state, all, endedAt, reason, rounds + 1, doneBefore + done);
  }

  Operation in(State next, String why) {
    return copy(next, steps, endedAt, why, rounds, doneBefore);
  }

  Operation ended(State how, String why, Instant at) {
    return copy(how, steps, Optional.of(at), why, rounds, doneBefore);
  }

  private Operation copy(
      State now,
      List<Progress> progress,
      Optional<Instant> end,
      String why,
      int planned,
      int done) {
    return new Operation(id, request, automatic, now, progress, begunAt, end, why, planned, done);
  }
}
