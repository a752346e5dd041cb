package io.miroir.ingest.shard;

import io.miroir.engine.StoredDocument;
import io.miroir.model.WriteOperation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Walks two replicas of a shard in key order, page by page, and tells what must be written to the
 * target so that it equals the source. What the target holds counts for nothing: where they differ
 * the source is right, whichever number is higher. Keys are ASCII, so that their order as text is
 * the order in which nodes list them. Pure.
 */
final class Comparison {
  private static final class Side {
    private final Deque<StoredDocument> page = new ArrayDeque<>();
    private Optional<String> last = Optional.empty();
    private boolean ended;

    private boolean hungry() {
      return page.isEmpty() && !ended;
    }

    private void add(List<StoredDocument> documents) {
      ended = documents.isEmpty();
      page.addAll(documents);
      if (!ended) {
        last = Optional.of(documents.getLast().key());
      }
    }
  }

  /** The next page that is needed. */
  record Need(boolean ofSource, Optional<String> afterKey) {}

  private final long deletedAt;
  private final Side source = new Side();
  private final Side target = new Side();

  /**
   * @param deletedAt the source's sequence before the walk: what it lacks it lacked then, or a
   *     later change tells
   */
  Comparison(long deletedAt) {
    this.deletedAt = deletedAt;
  }

  /** Empty when both have been walked to their ends. */
  Optional<Need> need() {
    if (source.hungry()) {
      return Optional.of(new Need(true, source.last));
    }
    return target.hungry() ? Optional.of(new Need(false, target.last)) : Optional.empty();
  }

  /** The page that was needed; an empty one is the end. What the target lacks so far comes back. */
  List<WriteOperation> add(boolean ofSource, List<StoredDocument> documents) {
    (ofSource ? source : target).add(documents);
    List<WriteOperation> differences = new ArrayList<>();
    while (!source.hungry()
        && !target.hungry()
        && !(source.page.isEmpty() && target.page.isEmpty())) {
      StoredDocument right = source.page.peek();
      StoredDocument found = target.page.peek();
      int order = right == null ? 1 : found == null ? -1 : right.key().compareTo(found.key());
      if (order > 0) {
        differences.add(WriteOperation.copyDelete(target.page.remove().key(), deletedAt));
        continue;
      }
      if (order < 0 || right.sequence() != found.sequence() || right.ordinal() != found.ordinal()) {
        differences.add(
            WriteOperation.copy(right.key(), right.ordinal(), right.sequence(), right.document()));
      }
      source.page.remove();
      if (order == 0) {
        target.page.remove();
      }
    }
    return differences;
  }
}
