package io.miroir.search;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;

/** Parent of this member's query sessions; one that fails takes nobody with it. */
final class QuerySessions {

  /** Starts a session; local only. */
  record Begin(Behavior<QuerySession.Command> session) {}

  private QuerySessions() {}

  static Behavior<Begin> create() {
    return Behaviors.receive(
        (context, begin) -> {
          context.spawnAnonymous(begin.session());
          return Behaviors.same();
        });
  }
}
