package io.miroir.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TaskTakeoverTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          com.typesafe.config.ConfigFactory.parseString("akka.actor.provider = local"));

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static Tasks.NewTask task(TaskType type) {
    return new Tasks.NewTask(
        type,
        Optional.of(new IndexUid("a")),
        Optional.of("{\"receivedDocuments\":2,\"indexedDocuments\":null}"),
        Optional.empty());
  }

  @Test
  void tasksOfADeadMemberEndAndThoseOfTheLivingAreLeftAlone() throws Exception {
    JdbcConnectionPool database = (JdbcConnectionPool) TestDatabases.h2();
    ForkJoinPool pool = ForkJoinPool.commonPool();
    try (SqlTasks dead = SqlTasks.open(database, "dead", TasksConfig.DEFAULT, pool);
        SqlTasks living = SqlTasks.open(database, "living", TasksConfig.DEFAULT, pool);
        SqlTasks heir = SqlTasks.open(database, "heir", TasksConfig.DEFAULT, pool)) {
      TaskRegistryContract.get(dead.enqueue(task(TaskType.DOCUMENT_ADDITION_OR_UPDATE)));
      for (long uid : List.of(1L, 2L)) {
        TaskType type = uid == 1 ? TaskType.DOCUMENT_ADDITION_OR_UPDATE : TaskType.SETTINGS_UPDATE;
        TaskRegistryContract.get(dead.enqueue(task(type)));
        TaskRegistryContract.get(dead.start(uid, Optional.empty()));
        TaskRegistryContract.get(
            dead.acknowledged(
                uid, Optional.of("{\"receivedDocuments\":2,\"indexedDocuments\":2}")));
      }
      TaskRegistryContract.get(living.enqueue(task(TaskType.DOCUMENT_ADDITION_OR_UPDATE)));
      ConcurrentLinkedQueue<Long> resumed = new ConcurrentLinkedQueue<>();
      Resumption documents =
          task -> {
            resumed.add(task.uid());
            return heir.succeed(task.uid(), Optional.empty());
          };
      Set<String> members = ConcurrentHashMap.newKeySet();
      members.addAll(List.of("dead", "living", "heir"));
      ActorRef<TaskTakeover.Command> takeover =
          KIT.spawn(
              TaskTakeover.create(
                  heir,
                  Map.of(
                      TaskType.DOCUMENT_ADDITION_OR_UPDATE,
                      documents,
                      TaskType.SETTINGS_UPDATE,
                      task -> CompletableFuture.failedFuture(new IllegalStateException("test"))),
                  Duration.ofMillis(10),
                  members::contains));
      assertThat(TaskRegistryContract.get(dead.find(1)).orElseThrow().owner()).isEqualTo("dead");
      members.remove("dead");
      for (long uid : List.of(0L, 1L, 2L)) {
        Await.until(
            () -> TaskRegistryContract.get(heir.find(uid)).orElseThrow().status().finished());
      }
      Task unanswered = TaskRegistryContract.get(heir.find(0)).orElseThrow();
      assertThat(unanswered.status()).isEqualTo(TaskStatus.FAILED);
      assertThat(unanswered.error().orElseThrow().code()).isEqualTo(ErrorCode.MIROIR_UNAVAILABLE);
      Task acknowledged = TaskRegistryContract.get(heir.find(1)).orElseThrow();
      assertThat(acknowledged.status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(acknowledged.details())
          .contains("{\"receivedDocuments\":2,\"indexedDocuments\":2}");
      assertThat(resumed).containsExactly(1L);
      assertThat(TaskRegistryContract.get(heir.find(2)).orElseThrow().status())
          .isEqualTo(TaskStatus.FAILED);
      assertThat(TaskRegistryContract.get(heir.find(3)).orElseThrow().owner()).isEqualTo("living");
      assertThat(TaskRegistryContract.get(heir.find(3)).orElseThrow().status())
          .isEqualTo(TaskStatus.ENQUEUED);
      KIT.stop(takeover);
    } finally {
      database.dispose();
    }
  }
}
