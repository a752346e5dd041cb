package io.miroir.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.catalog.Catalog;
import io.miroir.engine.IndexStats;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.node.ReadScope;
import io.miroir.node.UnavailableNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexTasksTest {
  private static final IndexUid A = new IndexUid("a");
  private static final IndexUid B = new IndexUid("b");

  /** Serves the versions it is told and counts the documents it is told. */
  private static final class Node extends UnavailableNode {
    final Map<IndexId, Long> versions = new ConcurrentHashMap<>();
    volatile long documents;

    Node() {
      super("n");
    }

    @Override
    public CompletionStage<Map<IndexId, Long>> versions() {
      return CompletableFuture.completedFuture(Map.copyOf(versions));
    }

    @Override
    public CompletionStage<IndexStats> stats(ReadScope scope) {
      return CompletableFuture.completedFuture(
          new IndexStats(documents, 0, 0, 0, false, Map.of(), Set.of()));
    }
  }

  private final JdbcConnectionPool database = (JdbcConnectionPool) TestDatabases.h2();
  private final FakeCatalog catalog = new FakeCatalog();
  private final Node node = new Node();
  private SqlTasks tasks;
  private IndexTasks indexes;

  @BeforeEach
  void open() throws Exception {
    tasks = SqlTasks.open(database, "m", TasksConfig.DEFAULT, ForkJoinPool.commonPool());
    indexes = new IndexTasks(tasks, catalog, id -> node, catalog, ForkJoinPool.commonPool());
  }

  @AfterEach
  void close() {
    tasks.close();
    database.dispose();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private Task ended(CompletionStage<Task> accepted) {
    long uid = get(accepted).uid();
    Await.until(() -> get(tasks.find(uid)).orElseThrow().status().finished());
    return get(tasks.find(uid)).orElseThrow();
  }

  private Task create(IndexUid uid) {
    return ended(indexes.create(uid, Optional.empty(), Optional.empty()));
  }

  private List<Long> listed(String uid) {
    TaskQuery query =
        new TaskQuery(new Filters().index(uid).build(), OptionalLong.empty(), 20, false);
    return get(tasks.list(query)).tasks().stream().map(Task::uid).toList();
  }

  private String shownUid(long task) {
    return get(tasks.find(task)).orElseThrow().indexUid().orElseThrow().value();
  }

  @Test
  void creatingTwiceFailsAsATask() {
    Task first = create(A);
    assertThat(first.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(first.details()).contains("{\"primaryKey\":null}");
    Task second = create(A);
    assertThat(second.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(second.error())
        .contains(new Problem(ErrorCode.INDEX_ALREADY_EXISTS, "Index `a` already exists."));
  }

  @Test
  void deletionTellsHowManyDocumentsThereWere() {
    create(A);
    node.documents = 7;
    assertThat(ended(indexes.delete(A, Optional.empty())).details())
        .contains("{\"deletedDocuments\":7}");
    Task again = ended(indexes.delete(A, Optional.empty()));
    assertThat(again.error())
        .contains(new Problem(ErrorCode.INDEX_NOT_FOUND, "Index `a` not found."));
    assertThat(again.details()).contains("{\"deletedDocuments\":0}");
  }

  @Test
  void thePrimaryKeyOfAFilledIndexIsRefusedWithTheIndexNamed() {
    create(A);
    node.documents = 1;
    Task task = ended(indexes.update(A, Optional.of("isbn"), Optional.empty(), Optional.empty()));
    assertThat(task.details()).contains("{\"primaryKey\":\"isbn\"}");
    assertThat(task.error())
        .contains(
            new Problem(
                ErrorCode.INDEX_PRIMARY_KEY_ALREADY_EXISTS,
                "Index `a`: Index already has a primary key: `id`."));
  }

  @Test
  void historyFollowsARenameButTheRenameItselfKeepsItsName() {
    create(A);
    Task swap = ended(indexes.swap(List.of(), Optional.empty()));
    assertThat(swap.details()).contains("{\"swaps\":[]}");
    Task rename = ended(indexes.update(A, Optional.empty(), Optional.of(B), Optional.empty()));
    assertThat(rename.details())
        .contains("{\"primaryKey\":null,\"oldIndexUid\":\"a\",\"newIndexUid\":\"b\"}");
    assertThat(listed("b")).containsExactly(2L, 0L);
    assertThat(shownUid(0)).isEqualTo("b");
    assertThat(shownUid(2)).isEqualTo("a");
    create(A);
    assertThat(listed("a")).containsExactly(3L, 2L);
  }

  @Test
  void historyIsSwappedAndOlderSwapsShowTheNewNames() {
    create(A);
    create(B);
    IndexUid c = new IndexUid("c");
    create(c);
    ended(indexes.swap(List.of(new Catalog.Swap(A, B, false)), Optional.empty()));
    assertThat(shownUid(0)).isEqualTo("b");
    assertThat(shownUid(1)).isEqualTo("a");
    assertThat(listed("a")).containsExactly(1L);
    IndexUid d = new IndexUid("d");
    Task rename = ended(indexes.swap(List.of(new Catalog.Swap(A, d, true)), Optional.empty()));
    assertThat(rename.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(listed("d")).containsExactly(1L);
    assertThat(get(tasks.find(3)).orElseThrow().details())
        .contains("{\"swaps\":[{\"indexes\":[\"d\",\"b\"],\"rename\":false}]}");
    TaskQuery ofA =
        new TaskQuery(new Filters().index("a").build(), OptionalLong.empty(), 20, false);
    assertThat(get(tasks.list(ofA)).total()).isEqualTo(1);
  }

  @Test
  void settingsEndWhenTheyAreServedAndNotBefore() {
    create(A);
    Task accepted =
        get(
            indexes.updateSettings(
                new IndexTasks.SettingsChange(
                    A, "{}", "{\"stopWords\":[]}", true, Optional.empty())));
    assertThat(get(tasks.find(accepted.uid())).orElseThrow().status())
        .isEqualTo(TaskStatus.PROCESSING);
    node.versions.put(new IndexId("i0"), 1L);
    assertThat(get(tasks.find(accepted.uid())).orElseThrow().acknowledged()).isTrue();
    node.versions.put(new IndexId("i0"), 2L);
    Await.until(
        () -> get(tasks.find(accepted.uid())).orElseThrow().status() == TaskStatus.SUCCEEDED);
    assertThat(catalog.floorRaisedTo).isEqualTo(2);
  }

  @Test
  void refusedSettingsNameTheIndex() {
    Task task =
        ended(
            indexes.updateSettings(
                new IndexTasks.SettingsChange(A, "bad", "{}", true, Optional.empty())));
    assertThat(task.error())
        .contains(new Problem(ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE, "Index `a`: bad sizes"));
    Task reset =
        ended(
            indexes.updateSettings(
                new IndexTasks.SettingsChange(B, "{}", "{}", false, Optional.empty())));
    assertThat(reset.error())
        .contains(new Problem(ErrorCode.INDEX_NOT_FOUND, "Index `b` not found."));
  }
}
