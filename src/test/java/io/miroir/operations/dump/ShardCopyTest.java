package io.miroir.operations.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.engine.Changes;
import io.miroir.engine.StoredDocument;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.node.FakeTables;
import io.miroir.node.UnavailableNode;
import io.miroir.routing.IndexEntry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardCopyTest {
  private static final NodeId NODE = new NodeId("node");

  /** A shard that is written between any two calls, until it has had enough. */
  private static final class Busy extends UnavailableNode {
    private record State(long ordinal, long sequence, boolean deleted) {}

    private final Random random;
    private final TreeMap<String, State> keys = new TreeMap<>();
    private final Map<Long, String> history = new TreeMap<>();
    private long sequence;
    private int writesLeft = 400;
    private boolean forgetful;

    Busy(long seed) {
      super("node");
      this.random = new Random(seed);
      for (int i = 0; i < 60; i++) {
        write();
      }
    }

    private void write() {
      String key = "%02d".formatted(random.nextInt(40));
      State before = keys.get(key);
      sequence++;
      boolean isThere = before != null && !before.deleted();
      keys.put(
          key,
          isThere && random.nextInt(3) == 0
              ? new State(0, sequence, true)
              : new State(isThere ? before.ordinal() : sequence, sequence, false));
      history.put(sequence, contents());
    }

    /** The documents as they are now, by ordinal. */
    private String contents() {
      StringBuilder text = new StringBuilder();
      keys.entrySet().stream()
          .filter(entry -> !entry.getValue().deleted())
          .sorted(Comparator.comparingLong(entry -> entry.getValue().ordinal()))
          .forEach(entry -> text.append(json(entry.getKey(), entry.getValue())).append('\n'));
      return text.toString();
    }

    private static String json(String key, State state) {
      return key + "@" + state.sequence();
    }

    private void meanwhile() {
      for (int i = random.nextInt(6); i > 0 && writesLeft > 0; i--) {
        writesLeft--;
        write();
      }
    }

    @Override
    public CompletionStage<Map<ShardId, Long>> sequences(Set<ShardId> shards, Instant deadline) {
      meanwhile();
      return CompletableFuture.completedFuture(Map.of(shards.iterator().next(), sequence));
    }

    @Override
    public CompletionStage<List<StoredDocument>> page(
        ShardId shard, Optional<String> after, int limit, Instant deadline) {
      meanwhile();
      List<StoredDocument> page = new ArrayList<>();
      for (var entry : after.map(key -> keys.tailMap(key, false)).orElse(keys).entrySet()) {
        State state = entry.getValue();
        if (!state.deleted() && page.size() < 7) {
          byte[] bytes = json(entry.getKey(), state).getBytes(StandardCharsets.UTF_8);
          page.add(new StoredDocument(entry.getKey(), state.ordinal(), state.sequence(), bytes));
        }
      }
      return CompletableFuture.completedFuture(page);
    }

    /** As an engine does: what is newer than the sequence first looked at is not told. */
    @Override
    public CompletionStage<Changes> changes(
        ShardId shard, long after, int limit, Instant deadline) {
      long top = sequence;
      meanwhile();
      List<Changes.Change> changes =
          keys.entrySet().stream()
              .filter(e -> e.getValue().sequence() > after && e.getValue().sequence() <= top)
              .sorted(Comparator.comparingLong(e -> e.getValue().sequence()))
              .map(
                  e ->
                      new Changes.Change(
                          e.getKey(),
                          e.getValue().ordinal(),
                          e.getValue().sequence(),
                          e.getValue().deleted(),
                          json(e.getKey(), e.getValue()).getBytes(StandardCharsets.UTF_8)))
              .toList();
      List<Changes.Change> first = changes.subList(0, Math.min(5, changes.size()));
      long last = first.size() < changes.size() ? first.getLast().sequence() : top;
      return CompletableFuture.completedFuture(new Changes(!forgetful, first, last));
    }
  }

  @TempDir private Path folder;
  private final FakeTables tables = new FakeTables();

  private String copied(Busy node, List<Long> sequences) throws Exception {
    tables.addNode(NODE);
    IndexEntry index = FakeTables.index("movies", 1, Optional.of("id"), NODE);
    tables.putIndex(index);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    IndexCopy copy = new IndexCopy(new ShardCopy(id -> node, tables));
    sequences.addAll(copy.write(index, out, n -> folder.resolve("run-" + n)));
    return out.toString(StandardCharsets.UTF_8);
  }

  @RepeatedTest(50)
  void theCopyIsTheShardAtItsSequenceThoughItIsWrittenMeanwhile(RepetitionInfo repetition)
      throws Exception {
    Busy node = new Busy(repetition.getCurrentRepetition());
    List<Long> sequences = new ArrayList<>();
    String copied = copied(node, sequences);
    assertThat(copied).isEqualTo(node.history.get(sequences.getFirst()));
  }

  @Test
  void aShardThatForgotDeletionsIsCopiedAgainAndThenGivenUp() {
    Busy node = new Busy(1);
    node.forgetful = true;
    assertThatThrownBy(() -> copied(node, new ArrayList<>()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("Shard 0 has no copy that can be read.");
  }
}
