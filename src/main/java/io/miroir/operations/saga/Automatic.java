package io.miroir.operations.saga;

import io.miroir.model.NodeId;
import io.miroir.routing.NodeEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the cluster begins by itself: the healing of lost nodes, and, once the nodes have stayed as
 * they are for a while, the moves that lead to the placement there should be. Not thread-safe.
 */
final class Automatic {
  /** Plans cost some time; nodes come and go rarely. */
  private static final Duration PLAN_EVERY = Duration.ofSeconds(2);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(60);

  /** Who cancelled it had a reason. */
  private static final Duration AFTER_CANCEL = Duration.ofMinutes(10);

  private final CoordinatorConfig config;
  private Map<NodeId, NodeEntry.State> nodes = Map.of();
  private Instant unchangedSince = Instant.MAX;
  private Instant planned = Instant.MIN;

  Automatic(CoordinatorConfig config) {
    this.config = config;
  }

  /**
   * @param request to be begun now; its plan has steps
   * @param balanced active nodes for which copies are placed, or will be by the request; to be
   *     noted
   */
  record Wish(Optional<Request> request, Optional<List<NodeId>> balanced) {
    static final Wish NOTHING = new Wish(Optional.empty(), Optional.empty());
  }

  Wish look(OperationsState state, View view, Instant now) {
    Map<NodeId, NodeEntry.State> seen = new TreeMap<>();
    view.table().nodes().values().forEach(node -> seen.put(node.id(), node.state()));
    if (!seen.equals(nodes)) {
      nodes = seen;
      unchangedSince = now;
    }
    Duration every = PLAN_EVERY.compareTo(config.settle()) < 0 ? PLAN_EVERY : config.settle();
    if (planned.plus(every).isAfter(now)) {
      return Wish.NOTHING;
    }
    planned = now;
    Optional<Request> healing = heal(state, view, now);
    return healing.isPresent() ? new Wish(healing, Optional.empty()) : rebalance(state, view, now);
  }

  private static Optional<Request> heal(OperationsState state, View view, Instant now) {
    return view.lost().stream()
        .sorted()
        .filter(node -> state.active().stream().noneMatch(o -> emptiesNode(o.request(), node)))
        .<Request>map(Request.Heal::new)
        .filter(request -> due(state, request, now))
        .filter(request -> !Plan.of(request, view).steps().isEmpty())
        .findFirst();
  }

  private static boolean emptiesNode(Request request, NodeId node) {
    return switch (request) {
      case Request.Heal r -> r.node().equals(node);
      case Request.Drain r -> r.node().equals(node);
      case Request.Remove r -> r.node().equals(node);
      case Request.Replace r -> r.node().equals(node);
      case Request.Rebalance r -> false;
      case Request.Move r -> false;
      case Request.ChangeFactor r -> false;
    };
  }

  /**
   * When there are other nodes than copies were last placed for, and when copies are missing or too
   * many. What differs otherwise was wanted so.
   */
  private Wish rebalance(OperationsState state, View view, Instant now) {
    Request request = new Request.Rebalance();
    if (!config.automatic()
        || !settled(view, now)
        || !state.active().isEmpty()
        || !due(state, request, now)) {
      return Wish.NOTHING;
    }
    List<NodeId> active =
        nodes.entrySet().stream()
            .filter(node -> node.getValue() == NodeEntry.State.ACTIVE)
            .map(Map.Entry::getKey)
            .toList();
    boolean others = !active.equals(state.balanced());
    List<Step> steps = Plan.of(request, view).steps();
    boolean needed =
        others ? !steps.isEmpty() : steps.stream().anyMatch(s -> !(s instanceof Step.MoveCopy));
    return new Wish(
        needed ? Optional.of(request) : Optional.empty(),
        others ? Optional.of(active) : Optional.empty());
  }

  private boolean settled(View view, Instant now) {
    boolean unsure =
        nodes.entrySet().stream()
            .anyMatch(
                node ->
                    node.getValue() == NodeEntry.State.FAILED
                        && !view.lost().contains(node.getKey()));
    return !unsure
        && !unchangedSince.equals(Instant.MAX)
        && !unchangedSince.plus(config.settle()).isAfter(now);
  }

  private static boolean due(OperationsState state, Request request, Instant now) {
    return state.all().stream()
        .filter(operation -> operation.request().equals(request))
        .noneMatch(operation -> recent(operation, now));
  }

  private static boolean recent(Operation operation, Instant now) {
    Duration pause =
        switch (operation.state()) {
          case FAILED -> AFTER_FAILURE;
          case CANCELLED -> AFTER_CANCEL;
          case SUCCEEDED, RUNNING, PAUSED, CANCELLING -> Duration.ZERO;
        };
    return operation.endedAt().filter(end -> end.plus(pause).isAfter(now)).isPresent();
  }
}
