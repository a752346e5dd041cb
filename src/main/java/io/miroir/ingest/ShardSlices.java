package io.miroir.ingest;

import io.miroir.ingest.decode.DocumentChecks.Checked;
import io.miroir.model.Ordinal;
import io.miroir.model.WriteOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;

/**
 * Cuts a checked payload into runs of operations per shard, in payload order, each made only when
 * it is its turn to be sent.
 */
final class ShardSlices {
  private static final int OPERATIONS_MAX = 4096;
  private static final int OVERHEAD_BYTES = 64;

  /** The operations of one shard that are still to be sent. */
  interface Run {
    boolean hasNext();

    /** At least one operation, and no more than fit a message unless one alone does not. */
    List<WriteOperation> next();
  }

  private ShardSlices() {}

  static long weight(List<WriteOperation> operations) {
    long bytes = 0;
    for (WriteOperation operation : operations) {
      bytes += operation.document().length + operation.key().length() + OVERHEAD_BYTES;
    }
    return bytes;
  }

  static Map<Integer, Run> of(
      Checked checked, WriteOperation.Kind kind, long taskUid, int bytesMax) {
    return of(
        checked,
        kind,
        document -> Ordinal.of(taskUid, Math.min(document, Ordinal.PLACE_MAX)),
        bytesMax);
  }

  /**
   * @param ordinal of a document by its place in the payload
   */
  static Map<Integer, Run> of(
      Checked checked, WriteOperation.Kind kind, IntToLongFunction ordinal, int bytesMax) {
    int[] counts = new int[Arrays.stream(checked.shardOf()).max().orElse(-1) + 1];
    for (int shard : checked.shardOf()) {
      counts[shard]++;
    }
    int[][] places = new int[counts.length][];
    for (int shard = 0; shard < counts.length; shard++) {
      places[shard] = new int[counts[shard]];
      counts[shard] = 0;
    }
    for (int document = 0; document < checked.shardOf().length; document++) {
      int shard = checked.shardOf()[document];
      places[shard][counts[shard]++] = document;
    }
    Map<Integer, Run> runs = new TreeMap<>();
    for (int shard = 0; shard < places.length; shard++) {
      if (places[shard].length > 0) {
        runs.put(shard, new Documents(checked, kind, ordinal, bytesMax, places[shard]));
      }
    }
    return runs;
  }

  /** Plain operations, a fixed number of them at a time. */
  static Run of(List<WriteOperation> operations) {
    return new Run() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < operations.size();
      }

      @Override
      public List<WriteOperation> next() {
        int from = at;
        at = Math.min(operations.size(), at + OPERATIONS_MAX);
        return operations.subList(from, at);
      }
    };
  }

  private static final class Documents implements Run {
    private final Checked checked;
    private final WriteOperation.Kind kind;
    private final IntToLongFunction ordinal;
    private final int bytesMax;
    private final int[] places;
    private int at;

    Documents(
        Checked checked,
        WriteOperation.Kind kind,
        IntToLongFunction ordinal,
        int bytesMax,
        int[] places) {
      this.checked = checked;
      this.kind = kind;
      this.ordinal = ordinal;
      this.bytesMax = bytesMax;
      this.places = places;
    }

    @Override
    public boolean hasNext() {
      return at < places.length;
    }

    @Override
    public List<WriteOperation> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      List<WriteOperation> operations = new ArrayList<>();
      int bytes = 0;
      while (at < places.length && operations.size() < OPERATIONS_MAX) {
        int document = places[at];
        int length = checked.slices().length(document) + OVERHEAD_BYTES;
        if (!operations.isEmpty() && bytes + length > bytesMax) {
          break;
        }
        bytes += length;
        operations.add(operation(document));
        at++;
      }
      return operations;
    }

    private WriteOperation operation(int document) {
      byte[] bytes = checked.slices().document(document);
      return new WriteOperation(
          kind, checked.key(document), ordinal.applyAsLong(document), 0, bytes);
    }
  }
}
