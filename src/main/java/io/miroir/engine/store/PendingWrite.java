package io.miroir.engine.store;

import io.miroir.engine.ShardWrite;
import io.miroir.engine.WriteCounts;
import io.miroir.model.WriteOperation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** One caller's writes on their way; guarded by the writing lock. */
final class PendingWrite {
  private final List<ShardWrite> writes;
  private final WriteCounts[] counts;
  private boolean done;
  private IOException failure;

  PendingWrite(List<ShardWrite> writes) {
    this.writes = writes;
    this.counts = new WriteCounts[writes.size()];
  }

  List<ShardWrite> writes() {
    return writes;
  }

  /** Begins to count anew. */
  void begin() {
    Arrays.fill(counts, WriteCounts.NONE);
  }

  void count(int write, WriteCounts more) {
    counts[write] = counts[write].plus(more);
  }

  boolean done() {
    return done;
  }

  void succeed() {
    done = true;
  }

  void fail(IOException reason) {
    failure = reason;
    done = true;
  }

  List<WriteCounts> result() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    return List.of(counts);
  }

  /** About how many bytes it takes in the log. */
  long bytes() {
    return writes.stream().mapToLong(PendingWrite::bytes).sum();
  }

  static long bytes(ShardWrite write) {
    return write.operations().stream().mapToLong(PendingWrite::bytes).sum();
  }

  private static long bytes(WriteOperation operation) {
    return 64L + operation.document().length;
  }
}
