package io.miroir.operations.dump;

import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Writes the documents of an index in the order of their insertion, each shard at one sequence. */
final class IndexCopy {
  private static final int ATTEMPT_BITS = 4;

  private final ShardCopy shards;

  IndexCopy(ShardCopy shards) {
    this.shards = shards;
  }

  /**
   * Writes one document a line.
   *
   * @param scratch names for files of this copy, by number
   * @return the sequence of each shard, by its number
   * @throws ProblemException miroir_unavailable when a shard can't be read
   */
  List<Long> write(IndexEntry index, OutputStream out, IntFunction<Path> scratch)
      throws IOException {
    return write(index, key -> true, out, scratch);
  }

  /**
   * The same for some of the documents.
   *
   * @param selected which keys are wanted
   */
  List<Long> write(
      IndexEntry index, Predicate<String> selected, OutputStream out, IntFunction<Path> scratch)
      throws IOException {
    List<ShardCopy.Result> results = new ArrayList<>();
    try (OrdinalSort sort = new OrdinalSort(scratch)) {
      for (int number = 0; number < index.shards(); number++) {
        int shard = number;
        results.add(
            shards.copy(
                new ShardId(index.id(), shard),
                (attempt, document) -> {
                  if (selected.test(document.key())) {
                    sort.add(
                        new OrdinalSort.Item(
                            document.ordinal(),
                            source(shard, attempt),
                            document.key(),
                            document.sequence(),
                            oneLine(document.document())));
                  }
                }));
      }
      sort.drain(
          item -> {
            ShardCopy.Result result = results.get(item.source() >> ATTEMPT_BITS);
            boolean counts =
                item.source() == source(item.source() >> ATTEMPT_BITS, result.attempt());
            if (counts && result.holds(item)) {
              out.write(item.document());
              out.write('\n');
            }
          });
    }
    return results.stream().map(ShardCopy.Result::sequence).toList();
  }

  private static int source(int shard, int attempt) {
    return (shard << ATTEMPT_BITS) | attempt;
  }

  /** Line ends stand between the tokens of a JSON text, never in them. */
  static byte[] oneLine(byte[] json) {
    byte[] line = json.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }
}
