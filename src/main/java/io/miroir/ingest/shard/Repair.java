package io.miroir.ingest.shard;

import io.miroir.engine.Changes;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.StoredDocument;
import io.miroir.model.NodeId;
import io.miroir.model.WriteOperation;
import java.util.List;
import java.util.Optional;

/**
 * Makes a replica that is not in sync equal to one that is, while writes go on: reconcile of the
 * design. Pure: each event is answered with the one thing to do next.
 *
 * <p>The target takes no client writes until it is equal, so nothing races with the copies. First
 * it gets what changed at the source since its own last write, where the source remembers every
 * deletion since; else both are compared document by document. Then writes are held for a moment:
 * the last changes are copied and fingerprints compared. If they differ (the target had writes of a
 * dead owner that nobody acknowledged, or was damaged) there is a comparison, and another moment; a
 * second comparison that does not help ends the repair. If they are equal, the target takes every
 * write from that moment on, and enters the in-sync set.
 */
final class Repair {
  /** So few changes are left to the moment without writes. */
  private static final int LAST_CHANGES = 200;

  /** Answers of changes after which writes are held although more keep coming. */
  private static final int CHASE_MAX = 500;

  private static final int COMPARISONS_MAX = 2;

  static final int CHANGES_LIMIT = 5_000;
  static final int PAGE_LIMIT = 5_000;

  /** What is to be done next, and which event follows. */
  sealed interface Step {
    /** Fence the target for this epoch, learn its sequence: {@link #opened}. */
    record Open() implements Step {}

    /** Tell the topology: {@link #filling}. */
    record Fill() implements Step {}

    /** Read changes of the source: {@link #changed}. */
    record ReadChanges(long after) implements Step {}

    /** Read the source's sequence: {@link #walk}. */
    record ReadSequence() implements Step {}

    /** Read a page of source or target: {@link #read}. */
    record ReadPage(boolean ofSource, Optional<String> afterKey) implements Step {}

    /** Write to the target, and wait until it is durable: {@link #copied}. */
    record Copy(List<WriteOperation> operations) implements Step {}

    /** Begin no write any more and wait for those in flight: {@link #held}. */
    record Hold() implements Step {}

    /** Read both fingerprints: {@link #compared}. */
    record ReadFingerprints() implements Step {}

    /** From here on the target takes every write, which go on: {@link #joined}. */
    record Join() implements Step {}

    /** Tell the topology: {@link #entered}. */
    record Enter() implements Step {}

    record Done() implements Step {}

    record GiveUp(String reason) implements Step {}
  }

  private final NodeId source;
  private final NodeId target;
  private long cursor;
  private int chased;
  private int comparisons;
  private boolean holding;
  private boolean lastChanges;
  private Optional<Comparison> comparison = Optional.empty();
  private long copied;
  private long copiedBytes;
  private long compared;

  Repair(NodeId source, NodeId target) {
    this.source = source;
    this.target = target;
  }

  NodeId source() {
    return source;
  }

  NodeId target() {
    return target;
  }

  /** Writes of clients must wait. */
  boolean holding() {
    return holding;
  }

  /** Documents written to the target. */
  long copiedDocuments() {
    return copied;
  }

  long copiedBytes() {
    return copiedBytes;
  }

  /** Documents of the source that a comparison has seen. */
  long comparedDocuments() {
    return compared;
  }

  Step begin() {
    return new Step.Open();
  }

  Step opened(long sequence) {
    cursor = sequence;
    return new Step.Fill();
  }

  Step filling(boolean accepted) {
    return accepted
        ? new Step.ReadChanges(cursor)
        : new Step.GiveUp("the topology refused to begin a repair");
  }

  Step changed(Changes changes) {
    if (!changes.complete()) {
      return compare("the source has forgotten deletions");
    }
    cursor = changes.last();
    chased++;
    lastChanges =
        holding
            ? changes.changes().isEmpty()
            : changes.changes().size() <= LAST_CHANGES || chased > CHASE_MAX;
    if (changes.changes().isEmpty()) {
      return copied();
    }
    return copy(changes.changes().stream().map(Repair::operation).toList());
  }

  private static WriteOperation operation(Changes.Change change) {
    return change.deleted()
        ? WriteOperation.copyDelete(change.key(), change.sequence())
        : WriteOperation.copy(change.key(), change.ordinal(), change.sequence(), change.document());
  }

  private Step copy(List<WriteOperation> operations) {
    copied += operations.size();
    copiedBytes += bytes(operations);
    return new Step.Copy(operations);
  }

  /** What a copy of these costs, about. */
  static long bytes(List<WriteOperation> operations) {
    return operations.stream().mapToLong(o -> o.document().length + o.key().length()).sum();
  }

  private Step compare(String reason) {
    holding = false;
    if (comparisons >= COMPARISONS_MAX) {
      return new Step.GiveUp(reason + " after " + comparisons + " comparisons");
    }
    comparisons++;
    return new Step.ReadSequence();
  }

  /**
   * @param sequence of the source: what changes there from now on is found by it
   */
  Step walk(long sequence) {
    cursor = sequence;
    chased = 0;
    comparison = Optional.of(new Comparison(sequence));
    return nextPage();
  }

  private Step nextPage() {
    Optional<Comparison.Need> need = comparison.orElseThrow().need();
    if (need.isPresent()) {
      return new Step.ReadPage(need.get().ofSource(), need.get().afterKey());
    }
    comparison = Optional.empty();
    return new Step.ReadChanges(cursor);
  }

  Step read(boolean ofSource, List<StoredDocument> page) {
    compared += ofSource ? page.size() : 0;
    List<WriteOperation> differences = comparison.orElseThrow().add(ofSource, page);
    return differences.isEmpty() ? nextPage() : copy(differences);
  }

  Step copied() {
    if (comparison.isPresent()) {
      return nextPage();
    }
    if (!lastChanges) {
      return new Step.ReadChanges(cursor);
    }
    if (!holding) {
      return new Step.Hold();
    }
    return new Step.ReadFingerprints();
  }

  /** No write is in flight and none begins. */
  Step held() {
    holding = true;
    chased = 0;
    return new Step.ReadChanges(cursor);
  }

  Step compared(Fingerprint ofSource, Fingerprint ofTarget) {
    boolean equal =
        ofSource.documents() == ofTarget.documents() && ofSource.hash() == ofTarget.hash();
    return equal
        ? new Step.Join()
        : compare(
            "the copy differs: expected "
                + ofSource.documents()
                + " documents, found "
                + ofTarget.documents());
  }

  /** The target has the first write that it took like any other replica. */
  Step joined() {
    return new Step.Enter();
  }

  Step entered(boolean accepted) {
    return accepted
        ? new Step.Done()
        : new Step.GiveUp("the topology refused to let the replica in");
  }

  /** The target takes every write: client writes need not wait any more. */
  void released() {
    holding = false;
  }
}
