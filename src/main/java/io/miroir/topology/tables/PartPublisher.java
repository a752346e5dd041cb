package io.miroir.topology.tables;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ddata.LWWRegister;
import akka.cluster.ddata.SelfUniqueAddress;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import java.time.Duration;
import java.util.List;

/**
 * Publishes one part of the routing table for its owner, a singleton that has this actor as a
 * child. Publishes the newest version it was given, one at a time; versions that were overtaken
 * while another was on its way are left out. That everybody uses a version is not its business:
 * members confirm that themselves.
 */
public final class PartPublisher extends AbstractOnMessageBehavior<PartPublisher.Command> {
  private static final Duration WRITE_TIMEOUT = Duration.ofMillis(200);
  private static final Duration REPEAT = Duration.ofSeconds(2);

  public sealed interface Command permits Publish, ChunkWritten, Repeat {}

  /** The part, immutable; one with a version that is not newer than the last is published again. */
  public record Publish(long version, Object part) implements Command {}

  private record ChunkWritten(Replicator.UpdateResponse<LWWRegister<PublishedChunk>> response)
      implements Command {}

  private enum Repeat implements Command {
    INSTANCE
  }

  /** The newest part there is, also after this actor failed and was started again. */
  private static final class Newest {
    private Publish part;
  }

  public static Behavior<Command> create(PartKey key) {
    Newest newest = new Newest();
    Behavior<Command> publisher =
        Behaviors.setup(
            ctx ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startTimerWithFixedDelay(Repeat.INSTANCE, REPEAT);
                      return DistributedData.withReplicatorMessageAdapter(
                          (ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>>
                                  adapter) -> new PartPublisher(ctx, adapter, key, newest));
                    }));
    return Behaviors.supervise(publisher)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(200), Duration.ofSeconds(5), 0.2));
  }

  private final ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>> replicator;
  private final PartKey key;
  private final Newest newest;
  private final PartCodec codec;
  private final SelfUniqueAddress self;
  private List<PublishedChunk> published = List.of();
  private int chunksUnderWay;
  private boolean isNew;

  private PartPublisher(
      ActorContext<Command> ctx,
      ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>> replicator,
      PartKey key,
      Newest newest) {
    super(ctx);
    this.newest = newest;
    this.replicator = replicator;
    this.key = key;
    this.codec = new PartCodec(ctx.getSystem());
    this.self = DistributedData.get(ctx.getSystem()).selfUniqueAddress();
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Publish m -> {
        newest.part = m;
        isNew = true;
      }
      // Not reaching all in time is no failure: gossip brings it to the others.
      case ChunkWritten m -> chunksUnderWay--;
      case Repeat m -> repeat();
    }
    if (chunksUnderWay == 0 && isNew) {
      isNew = false;
      published = codec.encode(newest.part.version(), newest.part.part());
      write(new Replicator.WriteAll(WRITE_TIMEOUT));
    }
    return this;
  }

  /** Costs nothing where it is there already; gossip sends only what changed. */
  private void repeat() {
    if (chunksUnderWay == 0 && published.isEmpty()) {
      isNew = newest.part != null;
    } else if (chunksUnderWay == 0) {
      write(Replicator.writeLocal());
    }
  }

  private void write(Replicator.WriteConsistency consistency) {
    chunksUnderWay = published.size();
    for (int i = 0; i < published.size(); i++) {
      write(i, published.get(i), consistency);
    }
  }

  private void write(int number, PublishedChunk chunk, Replicator.WriteConsistency consistency) {
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                key.chunk(number),
                LWWRegister.create(self, PublishedChunk.NOTHING, PartPublisher::clock),
                consistency,
                replyTo,
                register -> register.withValue(self, chunk, PartPublisher::clock)),
        ChunkWritten::new);
  }

  /** The version orders values, not time: the owner may have moved to a machine that is behind. */
  private static long clock(long before, PublishedChunk chunk) {
    return chunk.version();
  }
}
