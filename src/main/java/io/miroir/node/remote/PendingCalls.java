package io.miroir.node.remote;

import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.node.NodeObserver;
import io.miroir.node.NodeUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Calls to one remote node that have no answer yet. Each ends exactly once. */
final class PendingCalls {
  private static final class Pending {
    private final CompletableFuture<byte[]> result;
    private final Instant deadline;
    private final long startNanos;
    private final long bytes;

    Pending(Instant deadline, long bytes) {
      this.result = new CompletableFuture<>();
      this.deadline = deadline;
      this.startNanos = System.nanoTime();
      this.bytes = bytes;
    }
  }

  private final NodeId node;
  private final NodeObserver observer;
  private final long bytesMax;
  private final Map<Long, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong lastCall = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  PendingCalls(NodeId node, NodeObserver observer, long bytesMax) {
    this.node = node;
    this.observer = observer;
    this.bytesMax = bytesMax;
  }

  /** A call with its number and its future result. */
  record Begun(long call, CompletableFuture<byte[]> result) {}

  /** Refused (a failed result, nothing pending) when too much is under way. */
  Begun begin(Instant deadline, long size) {
    long before = bytes.getAndAdd(size);
    if (before > 0 && before + size > bytesMax) {
      bytes.addAndGet(-size);
      return new Begun(
          0, CompletableFuture.failedFuture(unavailable("too much is under way to it")));
    }
    long call = lastCall.incrementAndGet();
    Pending entry = new Pending(deadline, size);
    pending.put(call, entry);
    return new Begun(call, entry.result);
  }

  Instant deadline(long call) {
    Pending entry = pending.get(call);
    return entry == null ? Instant.MIN : entry.deadline;
  }

  int size() {
    return pending.size();
  }

  void answered(long call, NodeActor.Answer.Kind kind, byte[] answer) {
    Pending entry = take(call);
    if (entry == null) {
      return;
    }
    boolean ok = kind != NodeActor.Answer.Kind.UNAVAILABLE;
    observer.observed(node, ok, System.nanoTime() - entry.startNanos);
    switch (kind) {
      case DONE -> entry.result.complete(answer);
      case PROBLEM ->
          entry.result.completeExceptionally(
              new ProblemException(ProblemCodec.PROBLEM.decode(answer)));
      case UNAVAILABLE ->
          entry.result.completeExceptionally(
              unavailable(new String(answer, StandardCharsets.UTF_8)));
    }
  }

  void lost(long call, String reason) {
    Pending entry = take(call);
    if (entry != null) {
      observer.observed(node, false, System.nanoTime() - entry.startNanos);
      entry.result.completeExceptionally(unavailable(reason));
    }
  }

  void allLost(String reason) {
    pending.keySet().forEach(call -> lost(call, reason));
  }

  void lateLost(Instant now) {
    pending.forEach(
        (call, entry) -> {
          if (entry.deadline.isBefore(now)) {
            lost(call, "no answer before the deadline");
          }
        });
  }

  private Pending take(long call) {
    Pending entry = pending.remove(call);
    if (entry != null) {
      bytes.addAndGet(-entry.bytes);
    }
    return entry;
  }

  private NodeUnavailableException unavailable(String reason) {
    return new NodeUnavailableException(node, reason);
  }
}
