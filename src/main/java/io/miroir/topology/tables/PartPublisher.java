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

  public sealed interface Command permits Publish, ChunkWritten {}

  /** The part, immutable; one with a version that is not newer than the last is published again. */
  public record Publish(long version, Object part) implements Command {}

  private record ChunkWritten(Replicator.UpdateResponse<LWWRegister<PublishedChunk>> response)
      implements Command {}

  public static Behavior<Command> create(PartKey key) {
    Behavior<Command> publisher =
        Behaviors.setup(
            ctx ->
                DistributedData.withReplicatorMessageAdapter(
                    (ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>> adapter) ->
                        new PartPublisher(ctx, adapter, key)));
    return Behaviors.supervise(publisher)
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                Duration.ofMillis(200), Duration.ofSeconds(5), 0.2));
  }

  private final ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>> replicator;
  private final PartKey key;
  private final PartCodec codec;
  private final SelfUniqueAddress self;
  private int chunksUnderWay;
  private Publish next;

  private PartPublisher(
      ActorContext<Command> ctx,
      ReplicatorMessageAdapter<Command, LWWRegister<PublishedChunk>> replicator,
      PartKey key) {
    super(ctx);
    this.replicator = replicator;
    this.key = key;
    this.codec = new PartCodec(ctx.getSystem());
    this.self = DistributedData.get(ctx.getSystem()).selfUniqueAddress();
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Publish m -> next = m;
      // Not reaching all in time is no failure: gossip brings it to the others.
      case ChunkWritten m -> chunksUnderWay--;
    }
    if (chunksUnderWay == 0 && next != null) {
      Publish newest = next;
      next = null;
      publish(newest);
    }
    return this;
  }

  private void publish(Publish newest) {
    List<PublishedChunk> chunks = codec.encode(newest.version(), newest.part());
    chunksUnderWay = chunks.size();
    for (int i = 0; i < chunks.size(); i++) {
      write(i, chunks.get(i));
    }
  }

  private void write(int number, PublishedChunk chunk) {
    replicator.askUpdate(
        replyTo ->
            new Replicator.Update<>(
                key.chunk(number),
                LWWRegister.create(self, PublishedChunk.NOTHING, PartPublisher::clock),
                new Replicator.WriteAll(WRITE_TIMEOUT),
                replyTo,
                register -> register.withValue(self, chunk, PartPublisher::clock)),
        ChunkWritten::new);
  }

  /** The version orders values, not time: the owner may have moved to a machine that is behind. */
  private static long clock(long before, PublishedChunk chunk) {
    return chunk.version();
  }
}
