package io.miroir.engine.store;

import io.miroir.engine.ShardWrite;
import io.miroir.model.WriteOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes of several callers brought in together, cut into records of the log by size. */
final class GroupWrite {
  /** So many operations are resolved before the size of the record is looked at. */
  private static final int RUN = 256;

  private final OpenIndex.Session session;
  private final long recordBytes;
  private final List<PendingWrite> complete = new ArrayList<>();
  private boolean applying;

  GroupWrite(OpenIndex.Session session, long recordBytes) {
    this.session = session;
    this.recordBytes = recordBytes;
  }

  /** Those that came through before a failure are done. */
  void run(List<PendingWrite> group) throws IOException {
    long bytes = 0;
    for (PendingWrite pending : group) {
      pending.begin();
      for (int i = 0; i < pending.writes().size(); i++) {
        for (ShardWrite run : runs(pending.writes().get(i))) {
          pending.count(i, session.resolve(run));
          bytes += PendingWrite.bytes(run);
          if (bytes > recordBytes) {
            flush();
            bytes = 0;
          }
        }
      }
      complete.add(pending);
    }
    flush();
  }

  private void flush() throws IOException {
    session.log();
    applying = true;
    session.apply();
    applying = false;
    complete.forEach(PendingWrite::succeed);
    complete.clear();
  }

  /** It failed between log and index: the index must be recovered. */
  boolean failedToApply() {
    return applying;
  }

  private static List<ShardWrite> runs(ShardWrite write) {
    List<WriteOperation> all = write.operations();
    List<ShardWrite> runs = new ArrayList<>();
    for (int start = 0; start < all.size(); start += RUN) {
      int end = Math.min(all.size(), start + RUN);
      runs.add(new ShardWrite(write.shard(), all.subList(start, end)));
    }
    return runs;
  }
}
