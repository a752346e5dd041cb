package io.miroir.engine.store;

import io.miroir.engine.ShardWrite;
import io.miroir.engine.WriteCounts;
import io.miroir.engine.store.RecentWrites.ShardKey;
import io.miroir.engine.wal.LoggedOperation;
import io.miroir.model.WriteOperation;
import java.io.IOException;

/**
 * Turns operations into what the log keeps, against the documents as they stand: merges partial
 * updates, keeps ordinals, leaves out what has been applied before.
 */
final class WriteResolver {

  /** A document as it stands; its source is read only when it is needed. */
  interface Stored {
    long ordinal();

    long sequence();

    byte[] source() throws IOException;
  }

  /** The index before the batch. */
  interface Before {
    /** The document of a key, or null. */
    Stored find(ShardKey key) throws IOException;

    long sequence(int shard);

    /** Documents may hold {@code _vectors}, which a replacement without any keeps. */
    boolean keepsVectors();

    /** How many documents a shard has. */
    long count(int shard) throws IOException;

    /** The id of a field, or -1. */
    int fieldId(String name);
  }

  private record Pending(long ordinal, long sequence, byte[] source) implements Stored {}

  private final Before before;
  private final WriteBatch batch;
  private int created;
  private int updated;
  private int deleted;

  WriteResolver(Before before, WriteBatch batch) {
    this.before = before;
    this.batch = batch;
  }

  WriteCounts resolve(ShardWrite write) throws IOException {
    created = 0;
    updated = 0;
    deleted = 0;
    for (WriteOperation operation : write.operations()) {
      resolve(write.shard(), operation);
    }
    return new WriteCounts(created, updated, deleted);
  }

  private void resolve(int shard, WriteOperation operation) throws IOException {
    ShardKey key = new ShardKey(shard, operation.key());
    switch (operation.kind()) {
      case COPY -> put(key, operation.ordinal(), operation, true, operation.document(), find(key));
      case COPY_DELETE -> delete(key, operation.sequence(), true);
      default -> {
        long last = Math.max(before.sequence(shard), batch.sequence(shard));
        if (operation.sequence() > last) {
          inOrder(key, operation);
        }
      }
    }
  }

  private void inOrder(ShardKey key, WriteOperation operation) throws IOException {
    switch (operation.kind()) {
      case DELETE -> delete(key, operation.sequence(), false);
      case CLEAR -> {
        deleted += Math.toIntExact(count(key.shard()));
        batch.add(LoggedOperation.clear(key.shard(), operation.sequence()), false);
      }
      case REPLACE -> replace(key, operation, find(key), false);
      case UPDATE -> replace(key, operation, find(key), true);
      case REPLACE_EXISTING, UPDATE_EXISTING -> {
        Stored stored = find(key);
        if (stored == null) {
          batch.add(LoggedOperation.skip(key.shard(), operation.sequence()), false);
        } else {
          boolean merge = operation.kind() == WriteOperation.Kind.UPDATE_EXISTING;
          replace(key, operation, stored, merge);
        }
      }
      case ADVANCE -> batch.add(LoggedOperation.skip(key.shard(), operation.sequence()), false);
      case REPAIRED ->
          batch.add(LoggedOperation.repaired(key.shard(), operation.sequence()), false);
      case COPY, COPY_DELETE -> throw new IllegalStateException("a copy is judged by itself");
    }
  }

  private void replace(ShardKey key, WriteOperation operation, Stored stored, boolean merge)
      throws IOException {
    byte[] document = operation.document();
    if (stored == null) {
      put(key, operation.ordinal(), operation, false, document, null);
      return;
    }
    if (merge) {
      document = DocumentMerge.merge(document, stored.source(), before::fieldId);
    } else if (before.keepsVectors()) {
      document = DocumentMerge.keepVectors(document, stored.source());
    }
    put(key, stored.ordinal(), operation, false, document, stored);
  }

  private void put(
      ShardKey key,
      long ordinal,
      WriteOperation operation,
      boolean repair,
      byte[] document,
      Stored stored) {
    if (stored == null) {
      created++;
    } else {
      updated++;
    }
    batch.add(
        LoggedOperation.put(
            key.shard(), key.key(), ordinal, operation.sequence(), repair, document),
        stored != null);
  }

  private void delete(ShardKey key, long sequence, boolean repair) throws IOException {
    boolean exists = find(key) != null;
    if (exists) {
      deleted++;
    }
    batch.add(LoggedOperation.delete(key.shard(), key.key(), sequence, repair), exists);
  }

  /** The documents of a shard as the batch stands so far. */
  private long count(int shard) throws IOException {
    return (batch.cleared(shard) ? 0 : before.count(shard)) + batch.added(shard);
  }

  private Stored find(ShardKey key) throws IOException {
    WriteBatch.Effect effect = batch.effect(key);
    if (effect != null) {
      LoggedOperation last = effect.operation();
      return last.kind() == LoggedOperation.Kind.DELETE
          ? null
          : new Pending(last.ordinal(), last.sequence(), last.source());
    }
    return batch.cleared(key.shard()) ? null : before.find(key);
  }
}
