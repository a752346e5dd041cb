package io.miroir.operations;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import kamon.Kamon;
import kamon.metric.Gauge;
import kamon.metric.Metric;

/** Mailboxes and numbers of actors, by kind, looked at every few seconds. */
public final class ActorMetrics {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Metric.Gauge ACTORS =
      Kamon.gauge("miroir.actors", "Live actors on this member");
  private static final Metric.Gauge MAILBOX =
      Kamon.gauge("miroir.mailbox.size", "Messages waiting for all actors of a kind");

  private final ActorTree tree;
  private final Set<String> known = new HashSet<>();

  private ActorMetrics(ActorTree tree) {
    this.tree = tree;
  }

  /** Looks from now on until the system ends. */
  public static void start(ActorSystem<?> system) {
    ActorMetrics metrics = new ActorMetrics(new ActorTree(system));
    system
        .scheduler()
        .scheduleWithFixedDelay(INTERVAL, INTERVAL, metrics::look, system.executionContext());
  }

  private void look() {
    Collection<ActorKind> kinds = ActorKind.of(tree.actors());
    Set<String> gone = new HashSet<>(known);
    for (ActorKind kind : kinds) {
      gauge(ACTORS, kind.path()).update(kind.count());
      gauge(MAILBOX, kind.path()).update(kind.waiting());
      gone.remove(kind.path());
      known.add(kind.path());
    }
    gone.forEach(path -> gauge(ACTORS, path).update(0));
    gone.forEach(path -> gauge(MAILBOX, path).update(0));
  }

  private static Gauge gauge(Metric.Gauge metric, String kind) {
    return metric.withTag("kind", kind);
  }
}
