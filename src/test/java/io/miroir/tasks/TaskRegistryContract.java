package io.miroir.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the registry promises on every database. */
abstract class TaskRegistryContract {
  private DataSource database;
  private SqlTasks tasks;
  private SqlTasks other;

  @BeforeEach
  void open() throws Exception {
    database = freshDatabase();
    tasks = SqlTasks.open(database, "member-1", TasksConfig.DEFAULT, ForkJoinPool.commonPool());
    other = SqlTasks.open(database, "member-2", TasksConfig.DEFAULT, ForkJoinPool.commonPool());
  }

  @AfterEach
  void close() {
    tasks.close();
    other.close();
    release(database);
  }

  abstract DataSource freshDatabase() throws Exception;

  abstract void release(DataSource used);

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static Tasks.NewTask addition(String uid) {
    return new Tasks.NewTask(
        TaskType.DOCUMENT_ADDITION_OR_UPDATE,
        Optional.of(new IndexUid(uid)),
        Optional.of("{\"receivedDocuments\":1,\"indexedDocuments\":null}"),
        Optional.empty());
  }

  private static Tasks.NewTask swap(String left, String right) {
    return new Tasks.NewTask(
        TaskType.INDEX_SWAP,
        Optional.empty(),
        Optional.of(
            "{\"swaps\":[{\"indexes\":[\"" + left + "\",\"" + right + "\"],\"rename\":false}]}"),
        Optional.empty(),
        List.of(new IndexUid(left), new IndexUid(right)));
  }

  private long done(Tasks on, Tasks.NewTask task) {
    long uid = get(on.enqueue(task)).uid();
    get(on.start(uid, Optional.of(new IndexId("i1"))));
    get(on.acknowledged(uid));
    get(on.succeed(uid, Optional.empty()));
    return uid;
  }

  private static List<Long> uids(TaskPage page) {
    return page.tasks().stream().map(Task::uid).toList();
  }

  private static TaskQuery page(TaskFilter filter, int limit) {
    return new TaskQuery(filter, OptionalLong.empty(), limit, false);
  }

  @Test
  void uidsHaveNoHolesWhenTwoMembersEnqueueAtOnce() {
    List<CompletableFuture<Task>> enqueued = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      enqueued.add(
          (i % 2 == 0 ? tasks : other).enqueue(addition("m" + i % 7)).toCompletableFuture());
    }
    List<Long> uids = enqueued.stream().map(f -> get(f).uid()).sorted().toList();
    assertThat(uids).isEqualTo(IntStream.range(0, 300).mapToObj(i -> (long) i).toList());
  }

  @Test
  void ofManyWritesWithOneIdempotencyKeyOneMakesATask() {
    List<CompletableFuture<Tasks.Enqueued>> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Tasks on = i % 2 == 0 ? tasks : other;
      all.add(on.enqueueOnce(addition("m"), "key").toCompletableFuture());
    }
    assertThat(all).extracting(one -> get(one).task().uid()).containsOnly(0L);
    assertThat(all.stream().filter(one -> !get(one).repeated())).hasSize(1);
    assertThat(get(tasks.enqueueOnce(addition("m"), "another")).task().uid()).isEqualTo(1);
  }

  @Test
  void aWriteThatTheClusterFailedMayBeRepeatedUnderItsKey() {
    get(tasks.enqueueOnce(addition("m"), "key"));
    get(tasks.start(0, Optional.empty()));
    get(
        tasks.fail(
            0, Optional.empty(), new Problem(ErrorCode.MIROIR_NO_QUORUM, "not enough copies")));
    Tasks.Enqueued again = get(other.enqueueOnce(addition("m"), "key"));
    assertThat(again.repeated()).isFalse();
    assertThat(again.task().uid()).isEqualTo(1);
  }

  @Test
  void aTaskGoesThroughItsStates() {
    Task enqueued = get(tasks.enqueue(addition("movies")));
    assertThat(enqueued.status()).isEqualTo(TaskStatus.ENQUEUED);
    assertThat(get(tasks.find(0))).contains(enqueued);
    assertThat(get(tasks.start(0, Optional.of(new IndexId("abc"))))).isTrue();
    Task processing = get(tasks.find(0)).orElseThrow();
    assertThat(processing.status()).isEqualTo(TaskStatus.PROCESSING);
    assertThat(processing.batchUid()).hasValue(0);
    assertThat(processing.index()).contains(new IndexId("abc"));
    String details = "{\"receivedDocuments\":1,\"indexedDocuments\":1}";
    get(tasks.acknowledged(0, Optional.of(details)));
    assertThat(get(tasks.find(0)).orElseThrow().details()).isEqualTo(enqueued.details());
    get(tasks.succeed(0, Optional.empty()));
    Task end = get(tasks.find(0)).orElseThrow();
    assertThat(end.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(end.details()).contains(details);
    assertThat(end.startedAt().orElseThrow()).isAfterOrEqualTo(end.enqueuedAt());
    assertThat(end.finishedAt().orElseThrow()).isAfterOrEqualTo(end.startedAt().get());
  }

  @Test
  void aFailedTaskShowsZeroForWhatWasNeverCounted() {
    get(tasks.enqueue(addition("movies")));
    get(tasks.fail(0, Optional.empty(), new Problem(ErrorCode.INVALID_DOCUMENT_ID, "bad \0 id")));
    Task end = get(tasks.find(0)).orElseThrow();
    assertThat(end.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(end.batchUid()).hasValue(0);
    assertThat(end.details()).contains("{\"receivedDocuments\":1,\"indexedDocuments\":0}");
    assertThat(end.error()).contains(new Problem(ErrorCode.INVALID_DOCUMENT_ID, "bad \uFFFD id"));
    assertThat(end.finishedAt()).isPresent();
  }

  @Test
  void listsPagesNewestFirstAndOldestFirst() {
    IntStream.range(0, 7).forEach(i -> done(tasks, addition("m")));
    TaskPage first = get(tasks.list(page(TaskFilter.ALL, 3)));
    assertThat(uids(first)).containsExactly(6L, 5L, 4L);
    assertThat(first.total()).isEqualTo(7);
    assertThat(first.from()).hasValue(6);
    assertThat(first.next()).hasValue(3);
    TaskPage last = get(tasks.list(new TaskQuery(TaskFilter.ALL, OptionalLong.of(2), 3, false)));
    assertThat(uids(last)).containsExactly(2L, 1L, 0L);
    assertThat(last.next()).isEmpty();
    TaskPage reverse = get(tasks.list(new TaskQuery(TaskFilter.ALL, OptionalLong.of(2), 2, true)));
    assertThat(uids(reverse)).containsExactly(2L, 3L);
    assertThat(reverse.next()).hasValue(4);
    TaskPage none = get(tasks.list(page(TaskFilter.ALL, 0)));
    assertThat(none.from()).isEmpty();
    assertThat(none.next()).hasValue(6);
  }

  @Test
  void filtersCombine() {
    done(tasks, addition("a"));
    done(tasks, addition("b"));
    get(tasks.enqueue(addition("a")));
    done(tasks, swap("a", "b"));
    Filters a = new Filters().index("a");
    TaskPage ofA = get(tasks.list(page(a.build(), 20)));
    assertThat(uids(ofA)).containsExactly(2L, 0L);
    assertThat(ofA.total()).isEqualTo(3);
    assertThat(uids(get(tasks.list(page(a.status(TaskStatus.ENQUEUED).build(), 20)))))
        .containsExactly(2L);
    assertThat(uids(get(tasks.list(page(new Filters().type(TaskType.INDEX_SWAP).build(), 20)))))
        .containsExactly(3L);
    assertThat(uids(get(tasks.list(page(new Filters().uids(1L, 3L, 99L).build(), 20)))))
        .containsExactly(3L, 1L);
    assertThat(uids(get(tasks.list(page(new Filters().visible("b*").build(), 20)))))
        .containsExactly(1L);
    Task second = get(tasks.find(1)).orElseThrow();
    assertThat(uids(get(tasks.list(page(new Filters().after(second.enqueuedAt()).build(), 20)))))
        .containsExactly(3L, 2L);
    assertThat(uids(get(tasks.list(page(new Filters().before(second.enqueuedAt()).build(), 20)))))
        .containsExactly(0L);
  }

  @Test
  void cancelTakesOnlyWhatHasNotStarted() {
    done(tasks, addition("a"));
    get(tasks.enqueue(addition("a")));
    get(tasks.enqueue(addition("a")));
    get(tasks.start(2, Optional.empty()));
    Task cancelation =
        get(other.cancel(new Filters().index("a").build(), "?indexUids=a", Optional.empty()));
    assertThat(cancelation.uid()).isEqualTo(3);
    assertThat(cancelation.status()).isEqualTo(TaskStatus.ENQUEUED);
    Task end = get(tasks.find(3)).orElseThrow();
    assertThat(end.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(end.details())
        .contains("{\"matchedTasks\":3,\"canceledTasks\":1,\"originalFilter\":\"?indexUids=a\"}");
    Task canceled = get(tasks.find(1)).orElseThrow();
    assertThat(canceled.status()).isEqualTo(TaskStatus.CANCELED);
    assertThat(canceled.canceledBy()).hasValue(3);
    assertThat(canceled.batchUid()).hasValue(3);
    assertThat(canceled.details()).contains("{\"receivedDocuments\":1,\"indexedDocuments\":0}");
    assertThat(get(tasks.start(1, Optional.empty()))).isFalse();
    assertThat(get(tasks.find(2)).orElseThrow().status()).isEqualTo(TaskStatus.PROCESSING);
    Batch batch = get(tasks.batch(3)).orElseThrow();
    assertThat(batch.tasks()).isEqualTo(2);
    assertThat(batch.details())
        .isEqualTo(
            "{\"receivedDocuments\":1,\"indexedDocuments\":0,\"matchedTasks\":3,\"canceledTasks\":1,"
                + "\"originalFilter\":\"?indexUids=a\"}");
    assertThat(batch.strategy())
        .isEqualTo(
            "created batch containing only task with id 3 of type `taskCancelation` that cannot be"
                + " batched with any other task.");
  }

  @Test
  void deletionTakesFinishedTasksAndTheirBatches() {
    done(tasks, addition("a"));
    get(tasks.enqueue(addition("a")));
    done(tasks, addition("b"));
    Task deletion =
        get(tasks.delete(new Filters().uids(0L, 1L).build(), "?uids=0,1", Optional.empty()));
    Await.until(() -> get(tasks.find(deletion.uid())).orElseThrow().status().finished());
    assertThat(get(tasks.find(3)).orElseThrow().details())
        .contains("{\"matchedTasks\":2,\"deletedTasks\":1,\"originalFilter\":\"?uids=0,1\"}");
    assertThat(get(tasks.find(0))).isEmpty();
    assertThat(get(tasks.batch(0))).isEmpty();
    assertThat(get(tasks.find(1))).isPresent();
    assertThat(uids(get(tasks.list(page(TaskFilter.ALL, 9))))).containsExactly(3L, 2L, 1L);
  }

  @Test
  void batchesLeaveOutNullDetails() {
    get(
        tasks.enqueue(
            new Tasks.NewTask(
                TaskType.INDEX_CREATION,
                Optional.of(new IndexUid("a")),
                Optional.of("{\"primaryKey\":null}"),
                Optional.empty())));
    get(tasks.start(0, Optional.empty()));
    assertThat(get(tasks.batch(0)).orElseThrow().finishedAt()).isEmpty();
    get(tasks.succeed(0, Optional.empty()));
    done(tasks, addition("b"));
    BatchPage page = get(tasks.batches(page(TaskFilter.ALL, 1)));
    assertThat(page.total()).isEqualTo(2);
    assertThat(page.from()).hasValue(1);
    assertThat(page.next()).hasValue(0);
    Batch batch = get(tasks.batch(0)).orElseThrow();
    assertThat(batch.details()).isEqualTo("{}");
    assertThat(batch.types()).containsOnlyKeys(TaskType.INDEX_CREATION);
    assertThat(batch.indexUids()).containsEntry("a", 1);
    assertThat(batch.finishedAt()).isPresent();
  }

  @Test
  void tasksOfAnIndexFinishInOrder() {
    for (int i = 0; i < 2; i++) {
      get(tasks.enqueue(addition("a")));
      get(tasks.start(i, Optional.empty()));
      get(tasks.acknowledged(i));
    }
    CompletableFuture<Void> second = tasks.succeed(1, Optional.empty()).toCompletableFuture();
    get(tasks.enqueue(addition("b")));
    get(tasks.succeed(2, Optional.empty()));
    assertThat(get(tasks.find(1)).orElseThrow().status()).isEqualTo(TaskStatus.PROCESSING);
    assertThat(second).isNotDone();
    get(tasks.succeed(0, Optional.empty()));
    get(second);
    assertThat(get(tasks.find(1)).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void aTaskThatIsStillBeingSentHoldsNobodyUp() {
    get(tasks.enqueue(addition("a")));
    get(tasks.enqueue(addition("a")));
    get(tasks.succeed(1, Optional.empty()));
    assertThat(get(tasks.find(1)).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void oneFailingWorkDoesNotHarmThoseCommittedWithIt() {
    List<CompletableFuture<?>> works = new ArrayList<>();
    CompletableFuture<Object> bad =
        tasks.write(
            connection ->
                connection.createStatement().executeUpdate("INSERT INTO nowhere VALUES (1)"));
    for (int i = 0; i < 20; i++) {
      works.add(tasks.enqueue(addition("a")).toCompletableFuture());
    }
    works.forEach(TaskRegistryContract::get);
    assertThat(bad).failsWithin(java.time.Duration.ofSeconds(5));
    assertThat(get(tasks.list(page(TaskFilter.ALL, 1))).total()).isEqualTo(20);
  }

  @Test
  void aMemberThatLostATaskCannotEndIt() {
    get(tasks.enqueue(addition("a")));
    boolean taken = get(other.write(other.store().claim(0, "member-1")));
    boolean takenAgain = get(tasks.write(tasks.store().claim(0, "member-1")));
    assertThat(taken).isTrue();
    assertThat(takenAgain).isFalse();
    get(tasks.succeed(0, Optional.empty()));
    assertThat(get(tasks.find(0)).orElseThrow().status()).isEqualTo(TaskStatus.ENQUEUED);
    get(other.succeed(0, Optional.empty()));
    assertThat(get(tasks.find(0)).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  /**
   * So many that listings walk over windows of uids instead of leaving the order to the database.
   */
  @Test
  void longTablesAreListedAsShortOnes() throws Exception {
    int count = 9000;
    get(
        tasks.write(
            connection -> {
              try (java.sql.PreparedStatement insert =
                  connection.prepareStatement(
                      "INSERT INTO miroir_task (uid, batch_uid, type, status, enqueued_at, owner,"
                          + " acknowledged) VALUES (?, ?, 'indexSwap', ?, 1, 'x', TRUE)")) {
                for (int uid = 0; uid < count; uid++) {
                  insert.setLong(1, uid);
                  insert.setLong(2, uid);
                  insert.setString(3, uid % 1000 == 1 ? "failed" : "succeeded");
                  insert.addBatch();
                }
                return insert.executeBatch().length;
              }
            }));
    TaskFilter done = new Filters().status(TaskStatus.SUCCEEDED).build();
    TaskPage page = get(tasks.list(new TaskQuery(done, OptionalLong.of(5002), 3, false)));
    assertThat(uids(page)).containsExactly(5002L, 5000L, 4999L);
    assertThat(page.total()).isEqualTo(count - 9);
    assertThat(page.next()).hasValue(4998);
    TaskPage oldest = get(tasks.list(new TaskQuery(done, OptionalLong.of(4000), 3, true)));
    assertThat(uids(oldest)).containsExactly(4000L, 4002L, 4003L);
    assertThat(get(tasks.list(page(TaskFilter.ALL, count))).tasks()).hasSize(count);
    TaskPage failed = get(tasks.list(page(new Filters().status(TaskStatus.FAILED).build(), 20)));
    assertThat(failed.total()).isEqualTo(9);
    assertThat(uids(failed)).hasSize(9).startsWith(8001L);
    BatchPage batches = get(tasks.batches(new TaskQuery(done, OptionalLong.of(5002), 2, false)));
    assertThat(batches.total()).isEqualTo(count - 9);
    assertThat(batches.batches().stream().map(Batch::uid)).containsExactly(5002L, 5000L);
  }
}
