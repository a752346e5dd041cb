package io.miroir.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.IndexUid;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits that happen but are answered with an error, as when the owner of the database dies. */
class UncertainCommitTest {
  private static final Tasks.NewTask ADDITION =
      new Tasks.NewTask(
          TaskType.DOCUMENT_ADDITION_OR_UPDATE,
          Optional.of(new IndexUid("a")),
          Optional.of("{}"),
          Optional.empty());

  private final JdbcConnectionPool database = (JdbcConnectionPool) TestDatabases.h2();
  private final AtomicBoolean lie = new AtomicBoolean();
  private SqlTasks tasks;

  @BeforeEach
  void open() throws Exception {
    tasks = SqlTasks.open(lying(), "member", TasksConfig.DEFAULT, ForkJoinPool.commonPool());
  }

  @AfterEach
  void close() {
    tasks.close();
    database.dispose();
  }

  /** Says once that a commit has failed which has not. */
  private DataSource lying() {
    return proxy(
        DataSource.class,
        database,
        result ->
            result instanceof Connection real ? proxy(Connection.class, real, x -> x) : result);
  }

  private interface After {
    Object of(Object result);
  }

  private <T> T proxy(Class<T> type, Object real, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object result;
              try {
                result = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getName().equals("commit") && lie.getAndSet(false)) {
                throw new SQLException("the connection broke");
              }
              return after.of(result);
            }));
  }

  private List<Task> all() {
    return TaskRegistryContract.get(
            tasks.list(new TaskQuery(TaskFilter.ALL, OptionalLong.empty(), 10, false)))
        .tasks();
  }

  @Test
  void aTaskIsEnqueuedOnce() {
    lie.set(true);
    Task made = TaskRegistryContract.get(tasks.enqueue(ADDITION));
    assertThat(all()).extracting(Task::uid).containsExactly(made.uid());
    assertThat(TaskRegistryContract.get(tasks.enqueue(ADDITION)).uid()).isEqualTo(made.uid() + 1);
  }

  @Test
  void aFirstAttemptWithAnIdempotencyKeyIsNotTakenForARepetition() {
    lie.set(true);
    Tasks.Enqueued made = TaskRegistryContract.get(tasks.enqueueOnce(ADDITION, "key"));
    assertThat(made.repeated()).isFalse();
    assertThat(TaskRegistryContract.get(tasks.enqueueOnce(ADDITION, "key")))
        .isEqualTo(new Tasks.Enqueued(made.task(), true));
  }

  @Test
  void aTaskThatWasStartedIsCarriedOut() {
    Task made = TaskRegistryContract.get(tasks.enqueue(ADDITION));
    lie.set(true);
    assertThat(TaskRegistryContract.get(tasks.start(made.uid(), Optional.empty()))).isTrue();
  }

  @Test
  void whoTakesATaskOverKnowsIt() {
    Task made = TaskRegistryContract.get(tasks.enqueue(ADDITION));
    TaskStore heir = new TaskStore("heir");
    lie.set(true);
    boolean mine = TaskRegistryContract.get(tasks.write(heir.claim(made.uid(), "member")));
    assertThat(mine).isTrue();
  }
}
