package io.miroir.operations;

import akka.actor.ActorRef;
import akka.actor.ActorRefWithCell;
import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Walks over the live actors of this member. Akka shows children and mailboxes to itself only, so
 * this looks into its cells, read-only; what starts or ends meanwhile may be missed.
 */
final class ActorTree {
  private static final int ACTORS_MAX = 100_000;

  private final ActorSystem<?> system;

  ActorTree(ActorSystem<?> system) {
    this.system = system;
  }

  List<ActorKind.Seen> actors() {
    ExtendedActorSystem classic = (ExtendedActorSystem) Adapter.toClassic(system);
    Deque<ActorRef> left = new ArrayDeque<>();
    left.add(classic.guardian());
    left.add(classic.systemGuardian());
    List<ActorKind.Seen> seen = new ArrayList<>();
    while (!left.isEmpty() && seen.size() < ACTORS_MAX) {
      if (left.poll() instanceof ActorRefWithCell actor) {
        seen.add(
            new ActorKind.Seen(
                actor.path().toStringWithoutAddress(), actor.underlying().numberOfMessages()));
        left.addAll(
            CollectionConverters.asJavaCollection(actor.underlying().childrenRefs().children()));
      }
    }
    return seen;
  }
}
