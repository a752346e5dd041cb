package io.miroir.operations.webhook;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.miroir.json.JsonWriter;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskJson;
import io.miroir.tasks.Webhooks;
import io.miroir.tasks.Webhooks.Webhook;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.zip.GZIPOutputStream;

/**
 * Reports finished tasks to webhooks, in the order of their ends, each at least once: a task is
 * forgotten only after its receiver has answered with success. One in the cluster; what one leaves
 * behind the next one finds in the database.
 *
 * <p>Each webhook is served by itself, one call at a time; one that fails is tried again after 1 s,
 * 2 s, … 5 min, and its tasks are given up after a day.
 */
final class WebhookDelivery extends AbstractOnMessageBehavior<WebhookDelivery.Command> {
  private static final int TASKS_AT_ONCE = 100;
  private static final Duration BACKOFF_MAX = Duration.ofMinutes(5);
  private static final Duration GIVE_UP_AFTER = Duration.ofDays(1);
  private static final Duration GIVE_UP_EVERY = Duration.ofMinutes(10);

  /** Only this actor's own messages. */
  sealed interface Command permits Tick, Waiting, Sent, GivenUp {}

  private enum Tick implements Command {
    LOOK,
    GIVE_UP
  }

  private record Waiting(List<Webhook> webhooks) implements Command {}

  /**
   * @param tasks how many were reported; -1: the call failed
   */
  private record Sent(Webhook webhook, int tasks, String failure) implements Command {}

  private record GivenUp(int tasks) implements Command {}

  private record Course(boolean calling, int failures, Instant notBefore) {
    private static final Course FRESH = new Course(false, 0, Instant.MIN);
  }

  private final ActorContext<Command> context;
  private final Webhooks webhooks;
  private final WebhookSender sender;
  private final Clock clock;
  private final Map<UUID, Course> courses = new HashMap<>();

  private WebhookDelivery(
      ActorContext<Command> context, Webhooks webhooks, WebhookSender sender, Clock clock) {
    super(context);
    this.context = context;
    this.webhooks = webhooks;
    this.sender = sender;
    this.clock = clock;
  }

  static Behavior<Command> create(
      Webhooks webhooks, WebhookSender sender, Clock clock, Duration interval) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.LOOK, interval);
                  timers.startTimerWithFixedDelay(Tick.GIVE_UP, GIVE_UP_EVERY);
                  return new WebhookDelivery(context, webhooks, sender, clock);
                }));
  }

  @Override
  public Behavior<Command> onMessage(Command message) {
    switch (message) {
      case Tick tick when tick == Tick.LOOK -> look();
      case Tick tick -> giveUp();
      case Waiting m -> m.webhooks().forEach(this::serve);
      case Sent m -> onSent(m);
      case GivenUp m -> onGivenUp(m);
    }
    return this;
  }

  private void look() {
    context.pipeToSelf(
        webhooks.waiting(),
        (waiting, failure) -> {
          if (failure != null) {
            // The database is away; the next tick looks again.
            context.getSystem().log().debug("looking for webhooks failed", failure);
          }
          return new Waiting(failure == null ? waiting : List.of());
        });
  }

  private void serve(Webhook webhook) {
    Course course = courses.getOrDefault(webhook.uuid(), Course.FRESH);
    if (course.calling() || clock.instant().isBefore(course.notBefore())) {
      return;
    }
    courses.put(webhook.uuid(), new Course(true, course.failures(), course.notBefore()));
    context.pipeToSelf(
        report(webhook),
        (tasks, failure) ->
            failure == null
                ? new Sent(webhook, tasks, "")
                : new Sent(webhook, -1, reason(failure)));
  }

  private CompletionStage<Integer> report(Webhook webhook) {
    return webhooks
        .untold(webhook.uuid(), TASKS_AT_ONCE)
        .thenCompose(
            tasks ->
                tasks.isEmpty()
                    ? CompletableFuture.completedFuture(0)
                    : sender
                        .send(webhook, body(tasks))
                        .thenCompose(
                            sent ->
                                webhooks.told(
                                    webhook.uuid(), tasks.stream().map(Task::uid).toList()))
                        .thenApply(told -> tasks.size()));
  }

  /** One task object a line. */
  static byte[] body(List<Task> tasks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (Task task : tasks) {
        JsonWriter line = new JsonWriter();
        TaskJson.view(line, task);
        out.write(line.toBytes());
        out.write('\n');
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private void onSent(Sent sent) {
    UUID uuid = sent.webhook().uuid();
    if (sent.tasks() >= 0) {
      WebhookMetrics.reported(sent.tasks());
      courses.remove(uuid);
      if (sent.tasks() == TASKS_AT_ONCE) {
        serve(sent.webhook());
      }
      return;
    }
    int failures = courses.getOrDefault(uuid, Course.FRESH).failures() + 1;
    Duration pause = pause(failures);
    WebhookMetrics.failed();
    context
        .getLog()
        .warn("{} failed ({}), again in {} s", sent.webhook(), sent.failure(), pause.toSeconds());
    courses.put(uuid, new Course(false, failures, clock.instant().plus(pause)));
  }

  /** After one failure a second, doubled with each further one. */
  static Duration pause(int failures) {
    Duration pause = Duration.ofSeconds(1L << Math.min(failures - 1, 10));
    return pause.compareTo(BACKOFF_MAX) < 0 ? pause : BACKOFF_MAX;
  }

  private void giveUp() {
    courses.values().removeIf(course -> !course.calling() && course.failures() == 0);
    context.pipeToSelf(
        webhooks.giveUp(clock.instant().minus(GIVE_UP_AFTER)),
        (tasks, failure) -> new GivenUp(failure == null ? tasks : 0));
  }

  private void onGivenUp(GivenUp m) {
    if (m.tasks() > 0) {
      WebhookMetrics.givenUp(m.tasks());
      context.getLog().warn("Gave up reporting {} tasks that ended over a day ago", m.tasks());
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }
}
