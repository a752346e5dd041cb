package io.miroir.operations.saga;

import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.MovePlan;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps that fulfil a request from where the cluster is now. Pure; asked again when they have
 * ended, it tells what is still missing.
 *
 * @param steps in order; none when all is as it should be
 * @param blocked why something that is wanted can't be done now
 * @param refusal why the request makes no sense as a whole
 */
public record Plan(List<Step> steps, List<String> blocked, Optional<String> refusal)
    implements CborSerializable {
  /** Bounds events and answers; what is beyond is planned again at the end. */
  private static final int STEPS_MAX = 400;

  public Plan {
    steps = List.copyOf(steps);
    blocked = List.copyOf(blocked);
  }

  private static Plan refused(String reason) {
    return new Plan(List.of(), List.of(), Optional.of(reason));
  }

  private static Plan of(List<Step> steps, List<String> blocked) {
    return new Plan(steps.subList(0, Math.min(steps.size(), STEPS_MAX)), blocked, Optional.empty());
  }

  static Plan of(Request request, View view) {
    return switch (request) {
      case Request.Rebalance r -> moves(view, new MovePlan.Scope.Everything());
      case Request.Heal r ->
          view.lost().contains(r.node())
              ? moves(view, new MovePlan.Scope.Off(r.node()))
              : of(List.of(), List.of());
      case Request.Drain r -> drain(view, r.node());
      case Request.Remove r -> remove(view, r);
      case Request.Replace r -> replace(view, r);
      case Request.Move r -> move(view, r);
      case Request.ChangeFactor r -> factor(view, r);
    };
  }

  private static Plan moves(View view, MovePlan.Scope scope) {
    MovePlan plan = MovePlan.of(view.table(), view.lost(), scope);
    List<Step> steps = new ArrayList<>();
    for (MovePlan.Move move : plan.moves()) {
      step(view, move).ifPresent(steps::add);
    }
    return of(steps, plan.blocked());
  }

  private static Optional<Step> step(View view, MovePlan.Move move) {
    ShardId shard = move.shard();
    if (view.replicas(shard).stream().noneMatch(Replica::inSync)) {
      return Optional.empty();
    }
    if (move.to().isEmpty()) {
      int keep = view.table().index(shard.index()).orElseThrow().replicationFactor();
      return Optional.of(new Step.DropCopy(shard, move.from().orElseThrow(), keep, move.reason()));
    }
    NodeId to = move.to().get();
    return Optional.of(
        move.from().isPresent()
            ? new Step.MoveCopy(shard, move.from().get(), to, move.reason())
            : new Step.AddCopy(shard, to, move.reason()));
  }

  private static Optional<Plan> unknown(View view, NodeId node) {
    return view.table().nodes().containsKey(node)
        ? Optional.empty()
        : Optional.of(refused("there is no node " + node));
  }

  private static Plan drain(View view, NodeId node) {
    if (unknown(view, node).isPresent()) {
      return unknown(view, node).get();
    }
    if (view.state(node) == NodeEntry.State.REMOVED) {
      return of(List.of(), List.of());
    }
    Plan moves = moves(view, new MovePlan.Scope.Off(node));
    if (!moves.blocked().isEmpty()) {
      return refused(nowhere(moves.blocked()));
    }
    return of(drained(view, node, moves.steps()), List.of());
  }

  private static String nowhere(List<String> blocked) {
    return blocked.size() == 1
        ? blocked.getFirst()
        : blocked.getFirst() + " (and " + (blocked.size() - 1) + " more copies)";
  }

  private static List<Step> drained(View view, NodeId node, List<Step> moves) {
    List<Step> steps = new ArrayList<>();
    if (view.state(node) != NodeEntry.State.DRAINING) {
      steps.add(new Step.DrainNode(node, "an operator wants the node empty"));
    }
    steps.addAll(moves);
    return steps;
  }

  private static Plan remove(View view, Request.Remove request) {
    NodeId node = request.node();
    if (unknown(view, node).isPresent()) {
      return unknown(view, node).get();
    }
    if (view.state(node) == NodeEntry.State.REMOVED) {
      return of(List.of(), List.of());
    }
    Plan moves = moves(view, new MovePlan.Scope.Off(node));
    if (!moves.blocked().isEmpty() && !request.force()) {
      return refused(nowhere(moves.blocked()) + "; force takes it out all the same");
    }
    List<Step> steps = drained(view, node, moves.steps());
    if (request.force()) {
      steps.addAll(dropped(view, node, moves.steps()));
    }
    if (steps.size() < STEPS_MAX) {
      steps.add(new Step.ForgetNode(node, "an operator wants the node out"));
    }
    return of(steps, moves.blocked());
  }

  /** Copies that no other node can take. */
  private static List<Step> dropped(View view, NodeId node, List<Step> moves) {
    List<ShardId> moved = moves.stream().flatMap(step -> step.shard().stream()).toList();
    return copies(view, node).stream()
        .filter(shard -> !moved.contains(shard))
        .<Step>map(shard -> new Step.DropCopy(shard, node, 1, "the node is taken out by force"))
        .toList();
  }

  private static List<ShardId> copies(View view, NodeId node) {
    List<ShardId> copies = new ArrayList<>();
    for (IndexEntry index : view.table().indexes().values()) {
      for (int number = 0; number < index.shards(); number++) {
        if (index.replicas(number).stream().anyMatch(r -> r.node().equals(node))) {
          copies.add(new ShardId(index.id(), number));
        }
      }
    }
    copies.sort(null);
    return copies;
  }

  private static Plan replace(View view, Request.Replace request) {
    NodeId node = request.node();
    NodeId by = request.by();
    Optional<Plan> unknown = unknown(view, node).or(() -> unknown(view, by));
    if (unknown.isPresent()) {
      return unknown.get();
    }
    if (view.state(node) == NodeEntry.State.REMOVED) {
      return of(List.of(), List.of());
    }
    if (node.equals(by) || view.state(by) != NodeEntry.State.ACTIVE) {
      return refused("node " + by + " is not another active node");
    }
    if (!view.table().nodes().get(node).group().equals(view.table().nodes().get(by).group())) {
      return refused("nodes " + node + " and " + by + " are of different groups");
    }
    List<Step> steps = drained(view, node, List.of());
    List<Step> elsewhere = moves(view, new MovePlan.Scope.Off(node)).steps();
    for (ShardId shard : copies(view, node)) {
      String why = "node " + node + " is replaced by " + by;
      boolean both = view.replica(shard, by).filter(Replica::inSync).isPresent();
      // Where the new node has a copy already, another one must take this node's.
      steps.add(both ? elsewhere(elsewhere, shard, node) : new Step.MoveCopy(shard, node, by, why));
    }
    if (steps.size() < STEPS_MAX) {
      steps.add(new Step.ForgetNode(node, "it was replaced by node " + by));
    }
    return of(steps, List.of());
  }

  private static Step elsewhere(List<Step> steps, ShardId shard, NodeId node) {
    return steps.stream()
        .filter(step -> step.shard().equals(Optional.of(shard)))
        .findFirst()
        .orElse(new Step.DropCopy(shard, node, 1, "no node is left for so many copies"));
  }

  private static Plan move(View view, Request.Move request) {
    Optional<Replica> source = view.replica(request.shard(), request.from());
    Optional<Replica> target = view.replica(request.shard(), request.to());
    if (source.isEmpty()) {
      return target.isPresent()
          ? of(List.of(), List.of())
          : refused("node " + request.from() + " has no copy of shard " + request.shard());
    }
    if (view.state(request.to()) != NodeEntry.State.ACTIVE) {
      return refused("node " + request.to() + " is not active");
    }
    if (!view.table().nodes().get(request.to()).group().equals(source.get().group())) {
      return refused("the nodes are of different groups");
    }
    String why = "an operator wants the copy there";
    return of(
        List.of(new Step.MoveCopy(request.shard(), request.from(), request.to(), why)), List.of());
  }

  private static Plan factor(View view, Request.ChangeFactor request) {
    Optional<IndexEntry> index = view.table().index(request.index());
    if (index.isEmpty()) {
      return of(List.of(), List.of());
    }
    List<Step> steps = new ArrayList<>();
    int before = index.get().replicationFactor();
    if (before != request.factor()) {
      String why = "an operator wants " + request.factor() + " copies";
      steps.add(new Step.SetFactor(request.index(), before, request.factor(), why));
    }
    Plan moves =
        moves(
            new View(Factors.with(view.table(), index.get(), request.factor()), view.lost()),
            new MovePlan.Scope.Of(request.index()));
    steps.addAll(moves.steps());
    return of(steps, moves.blocked());
  }
}
