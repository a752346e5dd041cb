package io.miroir.operations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.tasks.SqlTasks;
import io.miroir.tasks.TaskFilter;
import io.miroir.tasks.TaskType;
import io.miroir.tasks.Tasks;
import io.miroir.tasks.TasksConfig;
import io.miroir.tasks.Webhooks;
import io.miroir.tasks.Webhooks.Webhook;
import io.miroir.testing.TestMember;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.LongStream;
import java.util.zip.GZIPInputStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookDeliveryTest {
  private static final Duration INTERVAL = Duration.ofMillis(20);

  /** A receiver that can be out of order. */
  private static final class Receiver implements WebhookSender {
    private final List<JsonNode> lines = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean broken;

    @Override
    public CompletionStage<Void> send(Webhook webhook, byte[] body) {
      if (broken) {
        return CompletableFuture.failedFuture(new IOException("broken"));
      }
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(JsonSyntax::parse)
            .forEach(lines::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return CompletableFuture.completedFuture(null);
    }

    List<Long> uids() {
      synchronized (lines) {
        return lines.stream().map(line -> line.path("uid").longValue()).toList();
      }
    }
  }

  private final JdbcConnectionPool database =
      JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "", "");
  private final ActorTestKit kit = ActorTestKit.create();
  private final Receiver receiver = new Receiver();
  private SqlTasks tasks;
  private Webhooks webhooks;

  @BeforeEach
  void open() throws Exception {
    tasks = SqlTasks.open(database, "m", TasksConfig.DEFAULT, ForkJoinPool.commonPool());
    webhooks = tasks.webhooks();
  }

  @AfterEach
  void close() {
    kit.shutdownTestKit();
    tasks.close();
    database.dispose();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return TestMember.get(stage);
  }

  private UUID webhook() {
    Webhook webhook = new Webhook(UUID.randomUUID(), "http://x.example", Map.of(), true);
    assertThat(get(webhooks.put(webhook, 20))).isTrue();
    return webhook.uuid();
  }

  private ActorRef<WebhookDelivery.Command> deliver() {
    return kit.spawn(WebhookDelivery.create(webhooks, receiver, Clock.systemUTC(), INTERVAL));
  }

  private long ended() {
    long uid = enqueued();
    get(tasks.start(uid, Optional.empty()));
    get(tasks.succeed(uid, Optional.empty()));
    return uid;
  }

  private long enqueued() {
    return get(tasks.enqueue(
            new Tasks.NewTask(
                TaskType.INDEX_CREATION,
                Optional.of(new IndexUid("i")),
                Optional.of("{\"primaryKey\":null}"),
                Optional.empty())))
        .uid();
  }

  private static void await(String what, java.util.function.BooleanSupplier condition) {
    TestMember.await(what, condition);
  }

  @Test
  void everyEndedTaskIsReportedInTheOrderOfTheEnds() {
    ended();
    webhook();
    deliver();
    long first = enqueued();
    long second = enqueued();
    get(tasks.start(second, Optional.empty()));
    get(tasks.fail(second, Optional.empty(), new Problem(ErrorCode.INDEX_NOT_FOUND, "no")));
    long cancelation = get(tasks.cancel(TaskFilter.ALL, "?uids=*", Optional.empty())).uid();
    await("three reports", () -> receiver.lines.size() >= 3);
    assertThat(receiver.uids()).first().isEqualTo(second);
    assertThat(receiver.uids()).containsExactlyInAnyOrder(second, first, cancelation);
    assertThat(receiver.lines.getFirst().path("status").textValue()).isEqualTo("failed");
    assertThat(receiver.lines.getFirst().path("error").path("code").textValue())
        .isEqualTo("index_not_found");
  }

  @Test
  void moreTasksThanFitInACallComeInSeveral() {
    webhook();
    LongStream.range(0, 250).forEach(i -> ended());
    deliver();
    await("all reports", () -> receiver.lines.size() >= 250);
    assertThat(receiver.uids()).isEqualTo(LongStream.range(0, 250).boxed().toList());
  }

  @Test
  void aReceiverThatFailsIsToldAgainAndAnotherWebhookDoesNotWaitForIt() {
    receiver.broken = true;
    webhook();
    long uid = ended();
    deliver();
    await("a failed call", () -> !get(webhooks.waiting()).isEmpty());
    receiver.broken = false;
    await("the report", () -> receiver.uids().contains(uid));
    await("nothing left", () -> get(webhooks.waiting()).isEmpty());
  }

  @Test
  void whatOneLeavesBehindTheNextOneReports() {
    receiver.broken = true;
    webhook();
    ActorRef<WebhookDelivery.Command> first = deliver();
    long uid = ended();
    kit.stop(first);
    receiver.broken = false;
    deliver();
    await("the report", () -> receiver.uids().contains(uid));
  }

  @Test
  void aRemovedWebhookIsOwedNothingAndOldTasksAreGivenUp() {
    UUID removed = webhook();
    UUID kept = webhook();
    ended();
    assertThat(get(webhooks.remove(removed))).isTrue();
    assertThat(get(webhooks.remove(removed))).isFalse();
    assertThat(get(webhooks.untold(removed, 10))).isEmpty();
    assertThat(get(webhooks.untold(kept, 10))).hasSize(1);
    assertThat(get(webhooks.giveUp(Instant.now().minusSeconds(3600)))).isZero();
    assertThat(get(webhooks.giveUp(Instant.now().plusSeconds(3600)))).isEqualTo(1);
    assertThat(get(webhooks.waiting())).isEmpty();
  }

  @Test
  void aTaskThatWasDeletedMeanwhileIsNotReported() {
    UUID uuid = webhook();
    ended();
    get(tasks.delete(TaskFilter.ALL, "?uids=*", Optional.empty()));
    await("the deletion", () -> get(tasks.find(0)).isEmpty());
    await(
        "the deletion's own end",
        () ->
            get(webhooks.untold(uuid, 10)).stream()
                .map(task -> task.uid())
                .toList()
                .equals(List.of(1L)));
  }

  @Test
  void onlySoManyMayBeDefined() {
    webhook();
    Webhook second = new Webhook(UUID.randomUUID(), "http://y.example", Map.of(), true);
    assertThat(get(webhooks.put(second, 1))).isFalse();
    Webhook reserved = new Webhook(Webhooks.COMMAND_LINE, "http://z.example", Map.of(), false);
    assertThat(get(webhooks.put(reserved, 1))).isTrue();
    assertThat(get(webhooks.list())).first().isEqualTo(reserved);
  }

  @Test
  void pausesGrowToFiveMinutes() {
    assertThat(WebhookDelivery.pause(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(WebhookDelivery.pause(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(WebhookDelivery.pause(1000)).isEqualTo(Duration.ofMinutes(5));
  }
}
