package io.miroir.ingest.shard;

import io.miroir.engine.Changes;
import io.miroir.engine.Changes.Change;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.WriteCounts;
import io.miroir.model.SequenceNumber;
import io.miroir.model.WriteOperation;
import io.miroir.node.NodeWrite;
import io.miroir.node.WriteOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A replica as an embedded node keeps it, with small answers and a short memory of deletions. */
final class SimulatedReplica {
  private static final int PAGE = 2;
  private static final int TOMBSTONES_MAX = 3;

  /** Text that grows with each update, so that a lost or doubled one shows. */
  record Doc(long ordinal, long sequence, String text) {}

  final TreeMap<String, Doc> documents = new TreeMap<>();
  private final TreeMap<Long, String> tombstones = new TreeMap<>();
  private long forgotten;
  long sequence;
  int fence;
  boolean down;

  /** How often owners have opened the shard here. */
  int opens;

  /** The process ends; what was durable stays, the fence is not. */
  void crash() {
    down = true;
    fence = SequenceNumber.epoch(sequence);
  }

  /** The copy is removed from the disk. */
  void wipe() {
    documents.clear();
    tombstones.clear();
    sequence = 0;
    forgotten = 0;
  }

  WriteOutcome write(NodeWrite write) {
    int epoch = SequenceNumber.epoch(write.operations().getLast().sequence());
    if (epoch < fence) {
      return new WriteOutcome.Fenced(fence);
    }
    if (write.previous() >= 0 && write.previous() != sequence) {
      return new WriteOutcome.Gap(sequence);
    }
    fence = epoch;
    write.operations().stream().filter(op -> op.sequence() > sequence).forEach(this::apply);
    return new WriteOutcome.Durable(sequence, WriteCounts.NONE);
  }

  WriteOutcome repair(int epoch, List<WriteOperation> operations) {
    if (epoch < fence) {
      return new WriteOutcome.Fenced(fence);
    }
    fence = epoch;
    for (WriteOperation op : operations) {
      forgotten = Math.max(forgotten, op.sequence());
      tombstones.values().removeIf(op.key()::equals);
      if (op.kind() == WriteOperation.Kind.COPY) {
        documents.put(op.key(), new Doc(op.ordinal(), op.sequence(), text(op.document())));
      } else {
        documents.remove(op.key());
      }
    }
    return new WriteOutcome.Durable(sequence, WriteCounts.NONE);
  }

  private static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }

  private void apply(WriteOperation op) {
    sequence = op.sequence();
    Doc old = documents.get(op.key());
    switch (op.kind()) {
      case REPLACE, UPDATE -> {
        boolean merge = old != null && op.kind() == WriteOperation.Kind.UPDATE;
        String text = (merge ? old.text() : "") + text(op.document());
        long ordinal = old == null ? op.ordinal() : old.ordinal();
        documents.put(op.key(), new Doc(ordinal, sequence, text));
        tombstones.values().removeIf(op.key()::equals);
      }
      case DELETE -> {
        documents.remove(op.key());
        tombstones.values().removeIf(op.key()::equals);
        tombstones.put(sequence, op.key());
        if (tombstones.size() > TOMBSTONES_MAX) {
          forgotten = Math.max(forgotten, tombstones.pollFirstEntry().getKey());
        }
      }
      case CLEAR -> {
        documents.clear();
        tombstones.clear();
        forgotten = sequence;
      }
      case REPAIRED -> forgotten = sequence;
      case ADVANCE -> {}
      default -> throw new IllegalArgumentException("expected a write, found " + op);
    }
  }

  List<StoredDocument> page(Optional<String> after) {
    return documents.tailMap(after.orElse(""), false).entrySet().stream()
        .limit(PAGE)
        .map(e -> stored(e.getKey(), e.getValue()))
        .toList();
  }

  private static StoredDocument stored(String key, Doc doc) {
    return new StoredDocument(key, doc.ordinal(), doc.sequence(), bytes(doc.text()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Changes changes(long after) {
    List<Change> all = new ArrayList<>();
    for (Map.Entry<String, Doc> e : documents.entrySet()) {
      Doc doc = e.getValue();
      all.add(new Change(e.getKey(), doc.ordinal(), doc.sequence(), false, bytes(doc.text())));
    }
    tombstones.forEach((at, key) -> all.add(new Change(key, 0, at, true, new byte[0])));
    List<Change> later =
        all.stream()
            .filter(change -> change.sequence() > after)
            .sorted(Comparator.comparingLong(Change::sequence))
            .toList();
    List<Change> first = later.stream().limit(PAGE).toList();
    long last = first.size() < later.size() ? first.getLast().sequence() : sequence;
    return new Changes(after >= forgotten, first, last);
  }

  Fingerprint fingerprint() {
    long hash = 0;
    for (Map.Entry<String, Doc> e : documents.entrySet()) {
      hash += Objects.hash(e.getKey(), e.getValue().ordinal(), e.getValue().sequence()) * 31L;
    }
    return new Fingerprint(documents.size(), hash, sequence);
  }
}
