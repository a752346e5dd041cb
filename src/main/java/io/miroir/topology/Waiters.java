package io.miroir.topology;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers that wait until every reachable member uses certain versions; each gives up after its
 * time, with an error. Not thread-safe.
 */
final class Waiters {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Beyond it a new one is refused: there is one for each call under way, so something hangs. */
  private static final int SIZE_MAX = 20_000;

  private record Waiter<T>(
      long topologyVersion,
      long catalogVersion,
      Instant until,
      ActorRef<StatusReply<T>> replyTo,
      T answer) {
    void succeed() {
      replyTo.tell(StatusReply.success(answer));
    }

    void fail(String reason) {
      replyTo.tell(StatusReply.error(reason));
    }
  }

  private final Confirmations confirmations;
  private final List<Waiter<?>> waiting = new ArrayList<>();

  Waiters(Instant start) {
    this.confirmations = new Confirmations(start);
  }

  Confirmations confirmations() {
    return confirmations;
  }

  <T> void add(
      long topologyVersion,
      long catalogVersion,
      ActorRef<StatusReply<T>> replyTo,
      T answer,
      Instant now) {
    Waiter<T> waiter =
        new Waiter<>(topologyVersion, catalogVersion, now.plus(PATIENCE), replyTo, answer);
    if (waiting.size() >= SIZE_MAX) {
      waiter.fail("too many changes wait for members to confirm them");
      return;
    }
    waiting.add(waiter);
  }

  /** Answers those whose versions are in use wherever it matters, and those out of time. */
  void settle(ClusterMembers members, Instant now) {
    if (waiting.isEmpty()) {
      return;
    }
    confirmations.forgetAllBut(members, now);
    waiting.removeIf(waiter -> settled(waiter, members, now));
  }

  private boolean settled(Waiter<?> waiter, ClusterMembers members, Instant now) {
    if (confirmations.cover(members, waiter.topologyVersion(), waiter.catalogVersion(), now)) {
      waiter.succeed();
      return true;
    }
    if (now.isAfter(waiter.until())) {
      waiter.fail(
          "not every reachable member confirmed the routing table %d/%d in time: %s"
              .formatted(
                  waiter.topologyVersion(),
                  waiter.catalogVersion(),
                  confirmations.behind(
                      members, waiter.topologyVersion(), waiter.catalogVersion(), now)));
      return true;
    }
    return false;
  }
}
