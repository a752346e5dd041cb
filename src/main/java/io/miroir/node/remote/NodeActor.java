package io.miroir.node.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.SearchNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of one node for the other members: takes calls in arrival order (which keeps each
 * shard's writes in order), starts them on the node and sends back what comes, both in pieces when
 * they are large. Registered by its node's id.
 */
public final class NodeActor extends AbstractOnMessageBehavior<NodeActor.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeActor.class);
  private static final long ASSEMBLY_BYTES_MAX = 192L << 20;

  public sealed interface Command extends CborSerializable {}

  /**
   * A piece of a call.
   *
   * @param call unique for {@code replyTo}
   * @param method see {@link NodeMethod}
   * @param total length of the arguments; {@code bytes} are those from {@code offset} on
   */
  record Call(
      long call,
      int method,
      long timeLeftMillis,
      int total,
      int offset,
      byte[] bytes,
      ActorRef<Answer> replyTo)
      implements Command {}

  /** A piece of what a call came to. */
  record Answer(long call, Kind kind, int total, int offset, byte[] bytes)
      implements CborSerializable {
    enum Kind {
      DONE,
      /** The bytes are a {@link io.miroir.model.Problem}. */
      PROBLEM,
      /** The bytes are the reason. */
      UNAVAILABLE
    }
  }

  private record CallKey(ActorRef<Answer> replyTo, long call) {}

  private final SearchNode node;
  private final InstantSource clock;
  private final Assembly<CallKey> assembly = new Assembly<>(ASSEMBLY_BYTES_MAX);

  private NodeActor(ActorContext<Command> ctx, SearchNode node, InstantSource clock) {
    super(ctx);
    this.node = node;
    this.clock = clock;
  }

  static ServiceKey<Command> key(NodeId id) {
    return ServiceKey.create(Command.class, "node-" + id);
  }

  public static Behavior<Command> create(SearchNode node, InstantSource clock) {
    return Behaviors.setup(
        ctx -> {
          ctx.getSystem().receptionist().tell(Receptionist.register(key(node.id()), ctx.getSelf()));
          return new NodeActor(ctx, node, clock);
        });
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Call call -> onCall(call);
    }
    return this;
  }

  private void onCall(Call call) {
    Instant now = clock.instant();
    Instant deadline = now.plusMillis(call.timeLeftMillis());
    try {
      assembly
          .add(
              new CallKey(call.replyTo(), call.call()),
              call.total(),
              call.offset(),
              call.bytes(),
              now,
              deadline)
          .ifPresent(bytes -> serve(call, bytes, deadline));
    } catch (RuntimeException refused) {
      // Too large, out of order, or from a member of another version: this call fails, not the
      // node.
      LOG.warn("A call of method {} was refused", call.method(), refused);
      answer(call, Answer.Kind.UNAVAILABLE, utf8(String.valueOf(refused)));
    }
  }

  private void serve(Call call, byte[] arguments, Instant deadline) {
    CompletionStage<byte[]> answer = NodeMethod.of(call.method()).serve(node, arguments, deadline);
    answer.whenComplete(
        (bytes, failure) -> {
          if (failure == null) {
            answer(call, Answer.Kind.DONE, bytes);
          } else {
            refuse(call, failure);
          }
        });
  }

  private void refuse(Call call, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    switch (cause) {
      case ProblemException problem ->
          answer(call, Answer.Kind.PROBLEM, ProblemCodec.PROBLEM.encode(problem.problem()));
      case NodeUnavailableException unavailable ->
          answer(call, Answer.Kind.UNAVAILABLE, utf8(unavailable.reason()));
      default -> answer(call, Answer.Kind.UNAVAILABLE, utf8("failed: " + cause));
    }
  }

  private static void answer(Call call, Answer.Kind kind, byte[] bytes) {
    Piece.each(
        bytes,
        (offset, piece) ->
            call.replyTo().tell(new Answer(call.call(), kind, bytes.length, offset, piece)));
  }

  private static byte[] utf8(String text) {
    return Optional.ofNullable(text).orElse("no reason").getBytes(StandardCharsets.UTF_8);
  }
}
