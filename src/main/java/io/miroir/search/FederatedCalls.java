package io.miroir.search;

import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.model.NodeId;
import io.miroir.node.FederatedOutcome;
import io.miroir.node.FederatedPart;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Makes one request per node of what the indexes of a federated search ask of it: a node's first
 * requests wait for each other until all that the plans foresee are there. Later ones, retries and
 * hedges, go alone. Every index keeps its own session, so a lost node costs each only its own
 * parts.
 */
final class FederatedCalls {
  private record Waiting(FederatedPart part, CompletableFuture<FederatedAnswer> answer) {}

  private static final class Queue {
    private final List<Waiting> waiting = new ArrayList<>();
    private final int foreseen;

    Queue(int foreseen) {
      this.foreseen = foreseen;
    }
  }

  private final Instant deadline;
  private final Map<NodeId, Queue> queues = new HashMap<>();

  /**
   * @param plans of all indexes; each is asked for once
   */
  FederatedCalls(List<CoveringSet> plans, Instant deadline) {
    this.deadline = deadline;
    Map<NodeId, Integer> foreseen = new HashMap<>();
    plans.forEach(
        plan -> plan.parts().forEach(part -> foreseen.merge(part.node(), 1, Integer::sum)));
    foreseen.forEach((node, count) -> queues.put(node, new Queue(count)));
  }

  Scatter.Call<FederatedAnswer> call(FederatedRequest request) {
    return (node, scope) -> ask(node, scope, request);
  }

  private CompletionStage<FederatedAnswer> ask(
      SearchNode node, ReadScope scope, FederatedRequest request) {
    Waiting own = new Waiting(new FederatedPart(scope, request), new CompletableFuture<>());
    List<Waiting> ready = List.of(own);
    synchronized (queues) {
      Queue queue = queues.get(node.id());
      if (queue != null) {
        queue.waiting.add(own);
        ready = queue.waiting.size() < queue.foreseen ? List.of() : queue.waiting;
        if (!ready.isEmpty()) {
          queues.remove(node.id());
        }
      }
    }
    if (!ready.isEmpty()) {
      send(node, ready);
    }
    return own.answer();
  }

  private void send(SearchNode node, List<Waiting> together) {
    node.federated(together.stream().map(Waiting::part).toList(), deadline)
        .whenComplete(
            (outcomes, failure) -> {
              for (int i = 0; i < together.size(); i++) {
                CompletableFuture<FederatedAnswer> answer = together.get(i).answer();
                if (failure == null) {
                  end(node.id(), outcomes.get(i), answer);
                } else {
                  answer.completeExceptionally(failure);
                }
              }
            });
  }

  private static void end(
      NodeId node, FederatedOutcome outcome, CompletableFuture<FederatedAnswer> answer) {
    switch (outcome) {
      case FederatedOutcome.Answered done -> answer.complete(done.answer());
      case FederatedOutcome.Unanswered lost ->
          answer.completeExceptionally(new NodeUnavailableException(node, lost.reason()));
    }
  }
}
