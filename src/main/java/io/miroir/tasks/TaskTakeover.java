package io.miroir.tasks;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import akka.cluster.typed.Cluster;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Sees that no task hangs when its member dies: looks for unfinished tasks whose owner is no member
 * of the cluster, takes each over (one member gets it, by an atomic update), and finishes it, or
 * fails it if its client never had an answer. A member that restarts is a new owner, so its own old
 * tasks are found the same way.
 *
 * <p>Level-triggered: a missed membership event costs one tick. An owner must be missing at two
 * ticks in a row, since a member that starts enqueues before others see it.
 */
public final class TaskTakeover extends AbstractOnMessageBehavior<TaskTakeover.Command> {
  private static final int TASKS_AT_ONCE = 1000;

  /** A task starts within seconds of its registration, or its request has failed. */
  private static final Duration ABANDONED_AFTER = Duration.ofMinutes(2);

  /** Only this actor's own messages. */
  public sealed interface Command permits Tick, Found, LookFailed, Claimed {}

  private enum Tick implements Command {
    INSTANCE
  }

  private record Found(List<Task> unfinished) implements Command {}

  private record LookFailed(Throwable failure) implements Command {}

  private record Claimed(Task task, boolean mine) implements Command {}

  private final ActorContext<Command> context;
  private final SqlTasks tasks;
  private final Map<TaskType, Resumption> resumptions;
  private final Predicate<String> isMember;
  private Set<String> missing = Set.of();

  private TaskTakeover(
      ActorContext<Command> context,
      SqlTasks tasks,
      Map<TaskType, Resumption> resumptions,
      Predicate<String> isMember) {
    super(context);
    this.context = context;
    this.tasks = tasks;
    this.resumptions = Map.copyOf(resumptions);
    this.isMember = isMember;
  }

  /** The owner's name of one run of a member; unique over all restarts. */
  public static String owner(UniqueAddress member) {
    return member.address() + "#" + member.longUid();
  }

  /**
   * @param resumptions acknowledged tasks of a type without one simply succeed
   */
  public static Behavior<Command> create(
      SqlTasks tasks, Map<TaskType, Resumption> resumptions, Duration interval) {
    return Behaviors.setup(
        context -> {
          Cluster cluster = Cluster.get(context.getSystem());
          return create(tasks, resumptions, interval, owner -> isMember(cluster, owner));
        });
  }

  static Behavior<Command> create(
      SqlTasks tasks,
      Map<TaskType, Resumption> resumptions,
      Duration interval,
      Predicate<String> isMember) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, interval);
                  return new TaskTakeover(context, tasks, resumptions, isMember);
                }));
  }

  /** Before this member is up it does not know who else is: then everybody counts as a member. */
  private static boolean isMember(Cluster cluster, String owner) {
    if (!cluster.selfMember().status().equals(MemberStatus.up())) {
      return true;
    }
    for (Member member : cluster.state().getMembers()) {
      if (owner(member.uniqueAddress()).equals(owner)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Tick tick -> look();
      case Found m -> onFound(m.unfinished());
      case LookFailed m -> context.getLog().warn("Looking for orphaned tasks failed", m.failure());
      case Claimed m -> onClaimed(m);
    }
    return this;
  }

  private void look() {
    context.pipeToSelf(
        tasks.read(connection -> TaskStore.unfinished(connection, TASKS_AT_ONCE)),
        (found, failure) -> failure == null ? new Found(found) : new LookFailed(failure));
  }

  private void onFound(List<Task> unfinished) {
    Set<String> before = missing;
    missing =
        unfinished.stream()
            .map(Task::owner)
            .filter(owner -> !owner.equals(tasks.store().owner()) && !isMember.test(owner))
            .collect(Collectors.toCollection(HashSet::new));
    for (Task task : unfinished) {
      if (isAbandoned(task)) {
        fail(task, "This task was stored, but its request failed before it could begin.");
      }
      if (before.contains(task.owner()) && missing.contains(task.owner())) {
        context.pipeToSelf(
            tasks.write(tasks.store().claim(task.uid(), task.owner())),
            (mine, failure) -> new Claimed(task, failure == null && mine));
      }
    }
  }

  /** Our own, registered by a commit that was answered with an error, so that nobody runs it. */
  private boolean isAbandoned(Task task) {
    return task.owner().equals(tasks.store().owner())
        && task.status() == TaskStatus.ENQUEUED
        && task.enqueuedAt().plus(ABANDONED_AFTER).isBefore(Instant.now());
  }

  private void onClaimed(Claimed claimed) {
    if (!claimed.mine()) {
      return;
    }
    Task task = claimed.task();
    context.getLog().info("Took over task {} of {}", task.uid(), task.owner());
    TaskMetrics.takenOver(task.acknowledged());
    if (!task.acknowledged()) {
      fail(task, "The member that carried out this task stopped before it was finished.");
      return;
    }
    Resumption resumption =
        resumptions.getOrDefault(
            task.type(), acknowledged -> tasks.succeed(acknowledged.uid(), Optional.empty()));
    resumption
        .resume(task)
        .exceptionally(
            failure -> {
              fail(task, "The member that took over this task could not finish it.");
              return null;
            });
  }

  private void fail(Task task, String message) {
    tasks.fail(task.uid(), Optional.empty(), new Problem(ErrorCode.MIROIR_UNAVAILABLE, message));
  }
}
