package io.miroir.ingest.shard;

import io.miroir.engine.Fingerprint;
import io.miroir.ingest.shard.Repair.Step;
import io.miroir.model.NodeId;
import io.miroir.model.WriteOperation;
import io.miroir.node.WriteOutcome;
import io.miroir.routing.Replica;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The repairs of one owner, carried out as {@link RepairRun} does. */
final class SimulatedRepair {
  private final SimulatedShard world;
  private final Replication owner;
  private Optional<Repair> current = Optional.empty();
  private Optional<Step> next = Optional.empty();
  private boolean announced;
  private boolean waitsForQuiet;
  private boolean entering;
  private boolean leaving;
  private boolean markAfterEntering;
  long joinToken;

  SimulatedRepair(SimulatedShard world, Replication owner) {
    this.world = world;
    this.owner = owner;
  }

  boolean holding() {
    return waitsForQuiet || current.map(Repair::holding).orElse(false);
  }

  boolean running() {
    return current.isPresent() || leaving;
  }

  /** One step, or the beginning of a repair. */
  void step() {
    if (current.isPresent() && !world.topology.lists(current.get().target())) {
      NodeId gone = current.get().target();
      boolean waits = markAfterEntering;
      end();
      if (waits) {
        world.mark(gone);
      }
    }
    if (current.isEmpty() && !leaving) {
      begin();
    } else if (waitsForQuiet) {
      if (owner.inFlight() == 0) {
        waitsForQuiet = false;
        go(Repair::held);
      }
    } else if (next.isPresent()) {
      Step step = next.get();
      next = Optional.empty();
      perform(step, current.orElseThrow());
    }
  }

  private void begin() {
    List<Replica> due =
        world.topology.replicas().stream()
            .filter(r -> !r.inSync() && !owner.has(r.node()) && !owner.marking(r.node()))
            .filter(r -> !world.replica(r.node()).down)
            .toList();
    List<NodeId> sources = owner.readable();
    if (due.isEmpty() || sources.isEmpty()) {
      return;
    }
    announced = false;
    Repair repair = new Repair(world.pick(sources), world.pick(due).node());
    current = Optional.of(repair);
    next = Optional.of(repair.begin());
  }

  private void go(Function<Repair, Step> event) {
    next = Optional.of(event.apply(current.orElseThrow()));
  }

  private void perform(Step step, Repair repair) {
    SimulatedReplica source = world.replica(repair.source());
    SimulatedReplica target = world.replica(repair.target());
    if ((source.down || target.down || world.chance(60)) && !joined()) {
      fail();
      return;
    }
    switch (step) {
      case Step.Open s -> world.send(repair.target(), () -> opened(repair, target));
      case Step.Fill s -> {
        announced = true;
        entering = true;
        ask(Replica.State.FILLING, this::filled);
      }
      case Step.ReadChanges s -> go(r -> r.changed(source.changes(s.after())));
      case Step.ReadSequence s -> go(r -> r.walk(source.sequence));
      case Step.ReadPage s ->
          go(r -> r.read(s.ofSource(), (s.ofSource() ? source : target).page(s.afterKey())));
      case Step.Copy s -> world.send(repair.target(), () -> copied(repair, target, s.operations()));
      case Step.Hold s -> waitsForQuiet = true;
      case Step.ReadFingerprints s -> compare(source.fingerprint(), target.fingerprint());
      case Step.Join s -> {
        repair.released();
        joinToken = world.join(repair.target());
      }
      case Step.Enter s -> {
        entering = true;
        ask(Replica.State.IN_SYNC, this::entered);
      }
      case Step.Done s -> {
        world.repairs++;
        current = Optional.empty();
      }
      case Step.GiveUp s -> fail();
    }
  }

  /** Late answers of an earlier repair are known by its number. */
  private boolean over(Repair repair) {
    return current.filter(now -> now == repair).isEmpty();
  }

  private void opened(Repair repair, SimulatedReplica target) {
    if (over(repair)) {
      target.fence = Math.max(target.fence, owner.epoch());
      target.opens++;
    } else if (target.down || owner.epoch() < target.fence) {
      fail();
    } else {
      target.fence = owner.epoch();
      target.opens++;
      go(
          world.has(SimulatedShard.Bug.TRUST_A_RETURNING_REPLICA)
              ? r -> new Step.Fill()
              : r -> r.opened(target.sequence));
    }
  }

  private void filled(boolean accepted) {
    entering = false;
    if (world.has(SimulatedShard.Bug.TRUST_A_RETURNING_REPLICA) && accepted) {
      waitsForQuiet = false;
      go(r -> new Step.Join());
    } else {
      go(r -> r.filling(accepted));
    }
  }

  private void copied(Repair repair, SimulatedReplica target, List<WriteOperation> operations) {
    boolean done =
        !target.down
            && target.repair(owner.epoch(), operations) instanceof WriteOutcome.Durable
            && !world.chance(60);
    if (over(repair)) {
      return;
    }
    if (done) {
      go(Repair::copied);
    } else {
      fail();
    }
  }

  private void compare(Fingerprint source, Fingerprint target) {
    go(
        r ->
            r.compared(
                source, world.has(SimulatedShard.Bug.SKIP_THE_FINGERPRINT) ? source : target));
  }

  private void ask(Replica.State wanted, java.util.function.Consumer<Boolean> answer) {
    Repair asking = current.orElseThrow();
    world.topology.ask(
        asking.target(),
        wanted,
        owner.epoch(),
        accepted -> {
          if (world.isOwner(owner) && current.filter(now -> now == asking).isPresent()) {
            answer.accept(accepted);
          }
        });
  }

  private void entered(boolean accepted) {
    entering = false;
    if (markAfterEntering) {
      markAfterEntering = false;
      NodeId node = current.orElseThrow().target();
      current = Optional.empty();
      world.mark(node);
    } else {
      go(r -> r.entered(accepted));
    }
  }

  void acknowledged(long token) {
    if (current.isPresent() && token == joinToken && joined()) {
      go(Repair::joined);
    }
  }

  private boolean joined() {
    return current.filter(repair -> owner.has(repair.target())).isPresent();
  }

  /** See {@link RepairRun#broken}. */
  boolean broken(NodeId node) {
    if (current.isEmpty() || !current.get().target().equals(node)) {
      return false;
    }
    if (entering && !world.has(SimulatedShard.Bug.MARK_WHILE_ENTERING)) {
      markAfterEntering = true;
      return true;
    }
    end();
    return false;
  }

  private void end() {
    current = Optional.empty();
    next = Optional.empty();
    waitsForQuiet = false;
    entering = false;
    markAfterEntering = false;
  }

  private void fail() {
    Repair failed = current.orElseThrow();
    boolean refused = joined();
    end();
    if (refused) {
      world.newOwner();
    } else if (announced) {
      leaving = true;
      world.topology.ask(
          failed.target(), Replica.State.STALE, owner.epoch(), accepted -> leaving = false);
    }
  }
}
