package io.miroir.node.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import io.miroir.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * This member's end of the line to one remote node: knows where its actor is, gathers answers, and
 * ends calls whose deadline passes or whose member becomes unreachable.
 */
final class RemoteLink extends AbstractOnMessageBehavior<RemoteLink.Command> {
  sealed interface Command {}

  private record Answered(NodeActor.Answer answer) implements Command {}

  private record Found(Receptionist.Listing listing) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  enum Stop implements Command {
    INSTANCE
  }

  private static final Duration TICK = Duration.ofMillis(50);
  private static final long ASSEMBLY_BYTES_MAX = 192L << 20;

  private final NodeId node;
  private final PendingCalls calls;
  private final AtomicReference<Line> line;
  private final InstantSource clock;
  private final ActorRef<NodeActor.Answer> answers;
  private final Assembly<Long> assembly = new Assembly<>(ASSEMBLY_BYTES_MAX);

  /** Where calls go and where their answers are taken. */
  record Line(ActorRef<NodeActor.Command> node, ActorRef<NodeActor.Answer> answers) {}

  private RemoteLink(
      ActorContext<Command> ctx,
      TimerScheduler<Command> timers,
      NodeId node,
      PendingCalls calls,
      AtomicReference<Line> line,
      InstantSource clock) {
    super(ctx);
    this.node = node;
    this.calls = calls;
    this.line = line;
    this.clock = clock;
    this.answers = ctx.messageAdapter(NodeActor.Answer.class, Answered::new);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
    ctx.getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                NodeActor.key(node), ctx.messageAdapter(Receptionist.Listing.class, Found::new)));
  }

  static Behavior<Command> create(
      NodeId node, PendingCalls calls, AtomicReference<Line> line, InstantSource clock) {
    return Behaviors.setup(
        ctx ->
            Behaviors.withTimers(timers -> new RemoteLink(ctx, timers, node, calls, line, clock)));
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Answered m -> answered(m.answer());
      case Found m -> found(m.listing());
      case Tick m -> calls.lateLost(clock.instant());
      case Stop m -> {
        line.set(null);
        calls.allLost("it was removed");
        return Behaviors.stopped();
      }
    }
    return this;
  }

  private void answered(NodeActor.Answer answer) {
    try {
      Instant deadline = calls.deadline(answer.call());
      assembly
          .add(
              answer.call(),
              answer.total(),
              answer.offset(),
              answer.bytes(),
              clock.instant(),
              deadline)
          .ifPresent(bytes -> calls.answered(answer.call(), answer.kind(), bytes));
    } catch (IllegalStateException e) {
      calls.lost(answer.call(), "its answer did not arrive whole: " + e.getMessage());
    }
  }

  /** A listing names only reachable members; a node that is found elsewhere has restarted. */
  private void found(Receptionist.Listing listing) {
    Line before = line.get();
    Line now =
        listing.getServiceInstances(NodeActor.key(node)).stream()
            .findFirst()
            .map(ref -> new Line(ref, answers))
            .orElse(null);
    if (before != null && !before.equals(now)) {
      line.set(now);
      calls.allLost("its member is unreachable");
    } else {
      line.set(now);
    }
  }
}
