package io.miroir.topology.tables;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.LWWRegister;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import akka.cluster.typed.Cluster;
import io.miroir.routing.CatalogPart;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTableBuilder;
import io.miroir.routing.TopologyPart;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Makes this member's routing table of what the two owners publish, and confirms each table once it
 * is in use. What must be kept across restarts (who the members are) is stored before the table is
 * used, so that a confirmation covers it.
 */
public final class TableReplicator extends AbstractOnMessageBehavior<TableReplicator.Command> {
  private static final Duration REPEAT = Duration.ofMillis(500);

  public sealed interface Command permits ChunkChanged, Stored, Noted, Repeat {}

  private record ChunkChanged(Replicator.SubscribeResponse<LWWRegister<PublishedChunk>> response)
      implements Command {}

  private record Stored(Throwable failure) implements Command {}

  private record Noted(TableNoted note) implements Command {}

  private enum Repeat implements Command {
    INSTANCE
  }

  /**
   * @param tables what this actor feeds
   * @param builder combines the parts
   * @param store keeps the topology's part across restarts; completes when that is durable
   * @param confirm takes the confirmations, and who is told that one was noted; normally the
   *     topology singleton's proxy
   */
  public record Wiring(
      ReplicatedTables tables,
      RoutingTableBuilder builder,
      Function<TopologyPart, CompletionStage<Void>> store,
      BiConsumer<TableInUse, ActorRef<TableNoted>> confirm) {}

  public static Behavior<Command> create(Wiring wiring) {
    Behavior<Command> replicator =
        Behaviors.setup(
            ctx ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(Repeat.INSTANCE, REPEAT);
                      return DistributedData.withReplicatorMessageAdapter(
                          (ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>>
                                  adapter) -> new TableReplicator(ctx, adapter, wiring));
                    }));
    return Behaviors.supervise(replicator)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(200), Duration.ofSeconds(5), 0.2));
  }

  /** Which chunk of which part is under a key. */
  private record Place(PartKey part, int number) {}

  private final Wiring wiring;
  private final ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>> adapter;
  private final PartCodec codec;
  private final String member;
  private final ActorRef<TableNoted> noted;
  private final Map<Key<?>, Place> places = new HashMap<>();
  private final Map<PartKey, PartAssembly> assemblies = new EnumMap<>(PartKey.class);
  private TopologyPart topology = TopologyPart.EMPTY;
  private CatalogPart catalog = CatalogPart.EMPTY;
  private boolean storing;
  private TopologyPart stored = TopologyPart.EMPTY;
  private TopologyPart beingStored = TopologyPart.EMPTY;

  private TableReplicator(
      ActorContext<Command> ctx,
      ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>> adapter,
      Wiring wiring) {
    super(ctx);
    this.wiring = wiring;
    this.adapter = adapter;
    this.codec = new PartCodec(ctx.getSystem());
    this.member = Cluster.get(ctx.getSystem()).selfMember().uniqueAddress().toString();
    this.noted = ctx.messageAdapter(TableNoted.class, Noted::new);
    for (PartKey part : PartKey.values()) {
      assemblies.put(part, new PartAssembly());
      for (int i = 0; i < PartKey.CHUNKS_MAX; i++) {
        places.put(part.chunk(i), new Place(part, i));
      }
    }
    subscribe();
  }

  private void subscribe() {
    // One function for all keys: the adapter has one for each class of messages, not for each key.
    for (PartKey part : PartKey.values()) {
      for (int i = 0; i < PartKey.CHUNKS_MAX; i++) {
        adapter.subscribe(part.chunk(i), ChunkChanged::new);
      }
    }
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case ChunkChanged m -> onChunk(m);
      case Stored m -> onStored(m);
      case Noted m -> wiring.tables().noted(m.note().sentNanos());
      case Repeat m -> {
        if (topology.version() == 0) {
          // Whoever subscribes is told the present value: again, until there is a first one.
          subscribe();
        }
        storeIfNeeded();
        confirm();
      }
    }
    return this;
  }

  private void onChunk(ChunkChanged m) {
    if (m.response() instanceof Replicator.Changed<LWWRegister<PublishedChunk>> changed) {
      PublishedChunk chunk = changed.dataValue().value();
      Place place = places.get(changed.key());
      assemblies
          .get(place.part())
          .add(place.number(), chunk)
          .ifPresent(whole -> onPart(place.part(), whole));
    }
  }

  private void onPart(PartKey part, List<PublishedChunk> whole) {
    switch (part) {
      case TOPOLOGY -> {
        topology = codec.decode(whole, TopologyPart.class);
        storeIfNeeded();
      }
      case CATALOG -> catalog = codec.decode(whole, CatalogPart.class);
    }
    use();
  }

  private void storeIfNeeded() {
    if (storing || topology.version() == stored.version()) {
      return;
    }
    if (topology.members().equals(stored.members()) && stored.version() > 0) {
      stored = topology;
      return;
    }
    storing = true;
    beingStored = topology;
    getContext().pipeToSelf(wiring.store().apply(topology), (done, failure) -> new Stored(failure));
  }

  private void onStored(Stored m) {
    storing = false;
    if (m.failure() != null) {
      // Not confirmed then; the timer tries again.
      getContext().getLog().error("the known members can't be stored", m.failure());
      return;
    }
    stored = beingStored;
    storeIfNeeded();
    use();
  }

  private void use() {
    RoutingTable before = wiring.tables().current();
    if (before.topologyVersion() == stored.version()
        && before.catalogVersion() == catalog.version()) {
      return;
    }
    wiring.tables().publish(wiring.builder().combine(stored, catalog, before));
    confirm();
  }

  private void confirm() {
    long now = System.nanoTime();
    RoutingTable table = wiring.tables().current();
    wiring
        .confirm()
        .accept(
            new TableInUse(member, table.topologyVersion(), table.catalogVersion(), now), noted);
  }
}
