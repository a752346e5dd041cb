package io.miroir.node.embedded;

import io.miroir.engine.EngineIndex;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.WriteCounts;
import io.miroir.model.NodeId;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.NodeWrite;
import io.miroir.node.WriteOutcome;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes of one index on one node, in arrival order: what comes while an engine write is in
 * flight goes into the next one, so there is one engine write per round however many shards and
 * writers there are. Fences by epoch and refuses gaps, so what a shard holds is always a prefix of
 * its owner's order of writes.
 *
 * <p>Fences are kept in memory above those that the stored sequence numbers imply: a node that
 * restarts forgets an epoch that was opened but never written.
 */
final class WriteLane {
  private static final Logger LOG = LoggerFactory.getLogger(WriteLane.class);

  private sealed interface Entry {}

  /**
   * @param repairer the epoch in whose name a repair is made; 0 for the owner's own writes
   */
  private record Write(
      NodeWrite write,
      int repairer,
      long bytes,
      Instant deadline,
      CompletableFuture<WriteOutcome> outcome)
      implements Entry {}

  private record Open(int shard, int epoch, CompletableFuture<Long> sequence) implements Entry {}

  /** The last entry of its round. */
  private record Forget(int shard, long opensSeen, CompletableFuture<Boolean> done)
      implements Entry {}

  private final NodeId node;
  private final CompletableFuture<EngineIndex> opening;
  private final Executor executor;
  private final NodeLimits limits;
  private final WriteBudget budget;
  private final InstantSource clock;
  private final Runnable afterWrite;
  private final Queue<Entry> queue = new ArrayDeque<>();
  private final Map<Integer, Integer> fences = new HashMap<>();
  private final Map<Integer, Long> opens = new HashMap<>();
  private boolean running = true;

  /**
   * @param opening completes when the index can be used; writes wait for it in their order
   * @param afterWrite called after each engine write and before its outcomes are known
   */
  WriteLane(
      NodeId node,
      CompletableFuture<EngineIndex> opening,
      Executor executor,
      NodeLimits limits,
      WriteBudget budget,
      InstantSource clock,
      Runnable afterWrite) {
    this.node = node;
    this.opening = opening;
    this.executor = executor;
    this.limits = limits;
    this.budget = budget;
    this.clock = clock;
    this.afterWrite = afterWrite;
    opening.whenComplete((index, failure) -> executor.execute(this::drain));
  }

  CompletionStage<WriteOutcome> write(NodeWrite write, Instant deadline) {
    return write(write, 0, deadline);
  }

  CompletionStage<WriteOutcome> repair(
      ShardId shard, int epoch, List<WriteOperation> operations, Instant deadline) {
    return write(new NodeWrite(shard, -1, operations), epoch, deadline);
  }

  private CompletionStage<WriteOutcome> write(NodeWrite write, int repairer, Instant deadline) {
    long bytes = weight(write);
    if (!budget.take(bytes)) {
      return CompletableFuture.completedFuture(
          new WriteOutcome.Failed("expected at most " + budget.limit() + " queued bytes"));
    }
    Write entry = new Write(write, repairer, bytes, deadline, new CompletableFuture<>());
    enqueue(entry);
    return entry.outcome();
  }

  CompletionStage<Long> open(int shard, int epoch) {
    Open entry = new Open(shard, epoch, new CompletableFuture<>());
    synchronized (this) {
      opens.merge(shard, 1L, Long::sum);
    }
    enqueue(entry);
    return entry.sequence();
  }

  /** How often owners have opened a shard here; see {@link #forget}. */
  synchronized long opens(int shard) {
    return opens.getOrDefault(shard, 0L);
  }

  /**
   * Removes a shard from the disk, in order with its writes, unless an owner has opened it since:
   * an owner that fills a copy opens it before anything else.
   *
   * @param opensSeen {@link #opens} before the topology was asked whether a copy is wanted here
   * @return completes with whether it was removed
   */
  CompletionStage<Boolean> forget(int shard, long opensSeen) {
    Forget entry = new Forget(shard, opensSeen, new CompletableFuture<>());
    enqueue(entry);
    return entry.done();
  }

  synchronized int queued() {
    return queue.size();
  }

  private static long weight(NodeWrite write) {
    long bytes = 0;
    for (WriteOperation operation : write.operations()) {
      bytes += operation.document().length + operation.key().length() + 64L;
    }
    return bytes;
  }

  private void enqueue(Entry entry) {
    synchronized (this) {
      queue.add(entry);
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::drain);
  }

  private void drain() {
    List<Entry> round = nextRound();
    if (round.isEmpty()) {
      return;
    }
    try {
      if (opening.isCompletedExceptionally()) {
        refuse(round, opening.exceptionNow().getMessage());
      } else {
        new Round(opening.join()).run(round);
      }
    } catch (RuntimeException bug) {
      LOG.error("A round of writes failed on node {}", node, bug);
      refuse(round, "internal error");
    } finally {
      round.forEach(this::release);
      executor.execute(this::drain);
    }
  }

  private void release(Entry entry) {
    if (entry instanceof Write write) {
      budget.release(write.bytes());
    }
  }

  private synchronized List<Entry> nextRound() {
    List<Entry> round = new ArrayList<>();
    long bytes = 0;
    boolean ended = false;
    while (!queue.isEmpty() && bytes < limits.roundBytesMax() && !ended) {
      Entry entry = queue.remove();
      bytes += entry instanceof Write write ? write.bytes() : 0;
      ended = entry instanceof Forget;
      round.add(entry);
    }
    running = !round.isEmpty();
    return round;
  }

  private void refuse(List<Entry> entries, String reason) {
    for (Entry entry : entries) {
      switch (entry) {
        case Write write -> write.outcome().complete(new WriteOutcome.Failed(reason));
        case Open open ->
            open.sequence().completeExceptionally(new NodeUnavailableException(node, reason));
        case Forget forget ->
            forget.done().completeExceptionally(new NodeUnavailableException(node, reason));
      }
    }
  }

  /** One engine write. */
  private final class Round {
    private final EngineIndex index;
    private final Map<Integer, Long> sequences = new HashMap<>();
    private final List<Write> accepted = new ArrayList<>();
    private final List<ShardWrite> writes = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();

    Round(EngineIndex index) {
      this.index = index;
    }

    void run(List<Entry> entries) {
      for (Entry entry : entries) {
        switch (entry) {
          case Write write -> accept(write);
          case Open open -> open(open);
          case Forget forget -> answers.add(() -> forget(forget));
        }
      }
      apply();
      answers.forEach(Runnable::run);
    }

    private void forget(Forget forget) {
      if (opens(forget.shard()) != forget.opensSeen()) {
        forget.done().complete(false);
        return;
      }
      try {
        index.deleteShard(forget.shard());
        afterWrite.run();
        forget.done().complete(true);
      } catch (IOException | RuntimeException e) {
        LOG.warn("Shard {} can't be removed from node {}", forget.shard(), node, e);
        forget.done().completeExceptionally(new NodeUnavailableException(node, e.toString()));
      }
    }

    private long sequence(int shard) {
      return sequences.computeIfAbsent(shard, index::sequence);
    }

    private int fence(int shard) {
      return fences.computeIfAbsent(shard, s -> SequenceNumber.epoch(index.sequence(s)));
    }

    private void open(Open open) {
      int fence = fence(open.shard());
      boolean written = SequenceNumber.epoch(sequence(open.shard())) >= open.epoch();
      if (open.epoch() < fence && !written) {
        open.sequence()
            .completeExceptionally(
                new NodeUnavailableException(
                    node, "expected an epoch of at least " + fence + ", found " + open.epoch()));
        return;
      }
      // One whose epoch has been written in learns it by the answer, and begins above it.
      fences.put(open.shard(), Math.max(fence, open.epoch()));
      answers.add(() -> open.sequence().complete(index.sequence(open.shard())));
    }

    private void accept(Write entry) {
      NodeWrite write = entry.write();
      int shard = write.shard().number();
      boolean repair = entry.repairer() > 0;
      long last =
          repair || write.operations().isEmpty() ? 0 : write.operations().getLast().sequence();
      int epoch = repair ? entry.repairer() : last > 0 ? SequenceNumber.epoch(last) : fence(shard);
      if (clock.instant().isAfter(entry.deadline())) {
        entry.outcome().complete(new WriteOutcome.Failed("the deadline passed in the queue"));
      } else if (epoch < fence(shard)) {
        entry.outcome().complete(new WriteOutcome.Fenced(fence(shard)));
      } else if (write.previous() >= 0
          && (write.previous() != sequence(shard) || last > 0 && first(write) <= sequence(shard))) {
        // Less than the owner sent before, or more than it knows of: from an owner it did not
        // fence.
        entry.outcome().complete(new WriteOutcome.Gap(sequence(shard)));
      } else {
        fences.merge(shard, epoch, Math::max);
        sequences.put(shard, Math.max(sequence(shard), last));
        accepted.add(entry);
        writes.add(new ShardWrite(shard, write.operations()));
      }
    }

    /** Numbers at or below what is there were given out twice; skipping them would lose writes. */
    private static long first(NodeWrite write) {
      return write.operations().getFirst().sequence();
    }

    private void apply() {
      if (writes.isEmpty()) {
        return;
      }
      List<WriteCounts> counts;
      try {
        counts = index.write(writes);
      } catch (IOException | RuntimeException e) {
        if (accepted.size() > 1) {
          LOG.warn("A round of writes failed on node {}, trying each alone", node, e);
          applyEachAlone();
        } else {
          failed(accepted.getFirst(), e);
        }
        return;
      }
      afterWrite.run();
      for (int i = 0; i < accepted.size(); i++) {
        Write entry = accepted.get(i);
        long sequence = sequences.get(entry.write().shard().number());
        entry.outcome().complete(new WriteOutcome.Durable(sequence, counts.get(i)));
      }
    }

    /** One write that can't be taken must not cost the other shards of the round a replica. */
    private void applyEachAlone() {
      for (int i = 0; i < accepted.size(); i++) {
        Write entry = accepted.get(i);
        int shard = entry.write().shard().number();
        if (entry.write().previous() > index.sequence(shard)) {
          entry.outcome().complete(new WriteOutcome.Gap(index.sequence(shard)));
          continue;
        }
        try {
          WriteCounts counts = index.write(List.of(writes.get(i))).getFirst();
          afterWrite.run();
          entry.outcome().complete(new WriteOutcome.Durable(index.sequence(shard), counts));
        } catch (IOException | RuntimeException e) {
          failed(entry, e);
        }
      }
    }

    private void failed(Write entry, Exception failure) {
      LOG.warn("An engine write failed on node {}", node, failure);
      entry.outcome().complete(new WriteOutcome.Failed(String.valueOf(failure)));
    }
  }
}
