package io.miroir.topology.formation;

import akka.actor.Address;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import io.miroir.topology.Members;
import io.miroir.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;

/**
 * Gets this member into its cluster: does what was decided, looks at the others again until it is
 * up, and makes it known with its addresses of today. Answers once, stops.
 */
final class ClusterEntry extends AbstractOnMessageBehavior<ClusterEntry.Command> {
  private static final Duration TICK = Duration.ofMillis(250);

  /** Looking at the others costs requests; being up is seen without. */
  private static final int TICKS_PER_LOOK = 4;

  sealed interface Command permits Tick, OthersAnswered, Registered {}

  private enum Tick implements Command {
    INSTANCE
  }

  private record OthersAnswered(List<MemberReport> answers) implements Command {}

  private record Registered(Members members, Throwable failure) implements Command {}

  static Behavior<Command> create(
      Formation formation, Topology topology, CompletableFuture<Formation.Entry> entry) {
    return Behaviors.setup(
        ctx ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  return new ClusterEntry(ctx, formation, topology, entry);
                }));
  }

  private final Formation formation;
  private final Topology topology;
  private final CompletableFuture<Formation.Entry> entry;
  private final Cluster cluster;
  private List<String> seeds = List.of();
  private int ticks;
  private boolean registering;

  private ClusterEntry(
      ActorContext<Command> ctx,
      Formation formation,
      Topology topology,
      CompletableFuture<Formation.Entry> entry) {
    super(ctx);
    this.formation = formation;
    this.topology = topology;
    this.entry = entry;
    this.cluster = Cluster.get(ctx.getSystem());
    if (formation.discovers()) {
      AkkaManagement.get(ctx.getSystem().classicSystem()).start();
      ClusterBootstrap.get(ctx.getSystem().classicSystem()).start();
    } else {
      act(formation.decision());
    }
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    return switch (message) {
      case Tick m -> onTick();
      case OthersAnswered m -> onOthers(m.answers());
      case Registered m -> onRegistered(m);
    };
  }

  private Behavior<Command> onTick() {
    if (registering) {
      return this;
    }
    if (cluster.selfMember().status() == MemberStatus.up()) {
      formation.enterPhase(Phase.UP);
      register();
    } else if (++ticks % TICKS_PER_LOOK == 0 && !formation.discovers()) {
      getContext()
          .pipeToSelf(
              formation.askOthers(),
              (answers, failure) -> new OthersAnswered(failure == null ? answers : List.of()));
    }
    return this;
  }

  private Behavior<Command> onOthers(List<MemberReport> answers) {
    if (registering || cluster.selfMember().status() == MemberStatus.up()) {
      return this;
    }
    if (formation.phase() == Phase.FORMING) {
      return act(FormationRules.whileForming(formation.identity(), answers, inMyCluster()));
    }
    // Inside already, only not up yet: whoever leads that cluster decides when.
    boolean inside = cluster.selfMember().status() != MemberStatus.removed();
    return inside ? this : act(FormationRules.outside(formation.identity(), answers));
  }

  private Behavior<Command> act(FormationRules.Decision decision) {
    switch (decision) {
      case FormationRules.Form form -> {
        formation.enterPhase(Phase.FORMING);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
      }
      case FormationRules.Join join -> joinSeeds(join.clusterAddresses());
      case FormationRules.Wait wait -> getContext().getLog().debug("{}", wait.reason());
      case FormationRules.StartOver over -> {
        getContext().getLog().warn("starting over: {}", over.reason());
        entry.complete(Formation.Entry.START_OVER);
        return Behaviors.stopped();
      }
    }
    return this;
  }

  /** Akka goes on trying by itself; it is told again only when there are others to try. */
  private void joinSeeds(List<String> addresses) {
    if (addresses.equals(seeds)) {
      return;
    }
    seeds = addresses;
    formation.enterPhase(Phase.JOINING);
    cluster.manager().tell(new JoinSeedNodes(addresses.stream().map(this::address).toList()));
  }

  private Address address(String hostPort) {
    FormationConfig.Address parsed = FormationConfig.Address.parse(hostPort);
    return Address.apply("akka", getContext().getSystem().name(), parsed.host(), parsed.port());
  }

  private List<String> inMyCluster() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .map(Doorkeeper::address)
        .toList();
  }

  private void register() {
    registering = true;
    getContext().pipeToSelf(topology.registerMember(formation.identity().self()), Registered::new);
  }

  private Behavior<Command> onRegistered(Registered m) {
    if (m.failure() != null) {
      getContext().getLog().warn("not registered yet: {}", m.failure().getMessage());
      register();
      return this;
    }
    entry.complete(Formation.Entry.UP);
    return Behaviors.stopped();
  }
}
