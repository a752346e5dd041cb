package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.WriteCounts;
import io.miroir.json.JsonSyntax;
import io.miroir.model.SequenceNumber;
import io.miroir.model.WriteOperation;
import io.miroir.node.WriteOutcome;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of writes makes of one index: every change of a round becomes a line of one request,
 * deletions included, so that a node takes the round whole or not at all. Pure; not thread-safe.
 */
final class WriteRound {

  /**
   * How far a shard is on the node.
   *
   * @param epoch the newest that opened it
   * @param sequence the highest applied
   * @param floor deletions up to it may be forgotten
   */
  record Progress(int epoch, long sequence, long floor) {
    static final Progress NONE = new Progress(0, 0, 0);
  }

  /** A document as the round leaves it; {@code tree} and {@code bytes} are alternatives. */
  private record Kept(
      int shard, boolean live, long ordinal, long sequence, byte[] bytes, ObjectNode tree) {}

  private final String keyField;
  private final Map<String, StoredReader.Row> before;
  private final Map<Integer, Progress> progress;
  private final Map<String, Kept> changed = new LinkedHashMap<>();
  private final Map<Integer, Progress> advanced = new HashMap<>();
  private final Map<Integer, Integer> tombstones = new HashMap<>();

  /**
   * @param before the documents of the keys that operations name, as stored; for an update with its
   *     fields
   * @param progress of every shard written to
   */
  WriteRound(
      String keyField, Map<String, StoredReader.Row> before, Map<Integer, Progress> progress) {
    this.keyField = keyField;
    this.before = before;
    this.progress = progress;
  }

  Progress progress(int shard) {
    return advanced.getOrDefault(shard, progress.getOrDefault(shard, Progress.NONE));
  }

  /** Why this write is refused; empty when it may be applied. */
  Optional<WriteOutcome> refusal(ShardWriteCall call) {
    Progress there = progress(call.shard().number());
    if (there.epoch() > call.epoch()) {
      return Optional.of(new WriteOutcome.Fenced(there.epoch()));
    }
    boolean gap = !call.repair() && call.previous() >= 0 && there.sequence() < call.previous();
    return gap ? Optional.of(new WriteOutcome.Gap(there.sequence())) : Optional.empty();
  }

  WriteCounts apply(ShardWriteCall call) {
    WriteCounts counts = WriteCounts.NONE;
    for (WriteOperation operation : call.operations()) {
      counts = counts.plus(apply(call.shard().number(), operation));
    }
    return counts;
  }

  private WriteCounts apply(int shard, WriteOperation op) {
    switch (op.kind()) {
      case COPY -> {
        changed.put(
            op.key(), new Kept(shard, true, op.ordinal(), op.sequence(), op.document(), null));
        return WriteCounts.NONE;
      }
      case COPY_DELETE -> {
        delete(shard, op.key(), op.sequence());
        return WriteCounts.NONE;
      }
      default -> {
        Progress there = progress(shard);
        if (op.sequence() <= there.sequence()) {
          return WriteCounts.NONE;
        }
        WriteCounts counts = applyNew(shard, op);
        long floor = op.kind() == WriteOperation.Kind.REPAIRED ? op.sequence() : there.floor();
        advanced.put(shard, new Progress(there.epoch(), op.sequence(), floor));
        return counts;
      }
    }
  }

  private WriteCounts applyNew(int shard, WriteOperation op) {
    return switch (op.kind()) {
      case REPLACE -> replace(shard, op, false);
      case UPDATE -> replace(shard, op, true);
      case REPLACE_EXISTING -> live(op.key()) ? replace(shard, op, false) : WriteCounts.NONE;
      case UPDATE_EXISTING -> live(op.key()) ? replace(shard, op, true) : WriteCounts.NONE;
      case DELETE -> delete(shard, op.key(), op.sequence());
      case CLEAR -> clear(shard, op.sequence());
      case COPY, COPY_DELETE, ADVANCE, REPAIRED -> WriteCounts.NONE;
    };
  }

  private boolean live(String key) {
    Kept kept = changed.get(key);
    if (kept != null) {
      return kept.live();
    }
    StoredReader.Row row = before.get(key);
    return row != null && !row.dead();
  }

  private WriteCounts replace(int shard, WriteOperation op, boolean merge) {
    boolean updates = live(op.key());
    long ordinal = updates ? ordinal(op.key()) : op.ordinal();
    changed.put(
        op.key(),
        merge && updates
            ? new Kept(shard, true, ordinal, op.sequence(), null, merged(op))
            : new Kept(shard, true, ordinal, op.sequence(), op.document(), null));
    return updates ? new WriteCounts(0, 1, 0) : new WriteCounts(1, 0, 0);
  }

  private long ordinal(String key) {
    Kept kept = changed.get(key);
    return kept != null ? kept.ordinal() : before.get(key).ordinal();
  }

  /** The stored document with the fields given replaced. */
  private ObjectNode merged(WriteOperation op) {
    Kept kept = changed.get(op.key());
    ObjectNode document =
        kept == null
            ? StoredForm.strip(before.get(op.key()).document().deepCopy())
            : kept.tree() != null ? kept.tree() : (ObjectNode) JsonSyntax.parse(kept.bytes());
    JsonNode given = JsonSyntax.parse(op.document());
    given.properties().forEach(field -> document.set(field.getKey(), field.getValue()));
    return document;
  }

  private WriteCounts delete(int shard, String key, long sequence) {
    if (!live(key)) {
      return WriteCounts.NONE;
    }
    changed.put(key, new Kept(shard, false, 0, sequence, null, null));
    tombstones.merge(shard, 1, Integer::sum);
    return new WriteCounts(0, 0, 1);
  }

  private WriteCounts clear(int shard, long sequence) {
    String live = Reserved.live(shard);
    WriteCounts counts = WriteCounts.NONE;
    for (StoredReader.Row row : before.values()) {
      if (row.document().path(Reserved.SHARD).asText().equals(live)) {
        counts = counts.plus(delete(shard, row.key(), sequence));
      }
    }
    for (Map.Entry<String, Kept> entry : Map.copyOf(changed).entrySet()) {
      if (entry.getValue().live() && entry.getValue().shard() == shard) {
        counts = counts.plus(delete(shard, entry.getKey(), sequence));
      }
    }
    return counts;
  }

  /** How many documents the round deletes, by shard. */
  Map<Integer, Integer> tombstones() {
    return tombstones;
  }

  /** What a shard's progress becomes, of those that move. */
  Map<Integer, Progress> advanced() {
    return advanced;
  }

  /** Lines for the node; empty when nothing changes. */
  byte[] lines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    changed.forEach((key, kept) -> line(out, key, kept));
    advanced.forEach(
        (shard, p) ->
            StoredForm.marker(out, keyField, Reserved.sequenceKey(shard), p.sequence(), p.floor()));
    return out.toByteArray();
  }

  private void line(ByteArrayOutputStream out, String key, Kept kept) {
    if (!kept.live()) {
      StoredForm.tombstone(out, keyField, key, kept.shard(), kept.sequence());
      return;
    }
    byte[] document = kept.tree() == null ? kept.bytes() : NodeIndexes.bytes(kept.tree());
    StoredForm.write(out, document, kept.shard(), kept.ordinal(), kept.sequence());
  }

  /** The epoch that opened a shard, as it is written down. */
  static long epochMark(int epoch) {
    return SequenceNumber.of(epoch, 0);
  }
}
