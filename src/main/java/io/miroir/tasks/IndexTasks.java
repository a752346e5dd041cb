package io.miroir.tasks;

import io.miroir.catalog.Catalog;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.node.Nodes;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of indexes as tasks. A change has been persisted by the catalog, or has failed as a task,
 * when its stage completes; a settings task ends later, when every in-sync replica serves the
 * settings. Stages answer with the task as it was enqueued and fail only if it could not be
 * registered.
 */
public final class IndexTasks {
  private static final Logger LOG = LoggerFactory.getLogger(IndexTasks.class);

  /**
   * A change of settings.
   *
   * @param patchJson as {@code PATCH /settings} takes it
   * @param detailsJson the settings given, as the task shows them
   * @param mayCreateIndex a missing index is made; else the task fails
   */
  public record SettingsChange(
      IndexUid uid,
      String patchJson,
      String detailsJson,
      boolean mayCreateIndex,
      Optional<String> customMetadata) {}

  private final SqlTasks tasks;
  private final Catalog catalog;
  private final DocumentCounts counts;
  private final IndexCompaction compaction;
  private final SettingsServed served;
  private final RoutingTables tables;

  public IndexTasks(
      SqlTasks tasks, Catalog catalog, Nodes nodes, RoutingTables tables, Executor executor) {
    this.tasks = tasks;
    this.catalog = catalog;
    this.counts = new DocumentCounts(nodes);
    this.compaction = new IndexCompaction(nodes);
    this.served = new SettingsServed(nodes, tables, executor);
    this.tables = tables;
  }

  public CompletionStage<Task> create(
      IndexUid uid, Optional<String> primaryKey, Optional<String> customMetadata) {
    return run(
        task(TaskType.INDEX_CREATION, uid, TaskDetails.primaryKey(primaryKey), customMetadata),
        Optional.empty(),
        task ->
            catalog
                .create(uid, primaryKey, Catalog.Shape.DEFAULT)
                .thenCompose(entry -> end(task, Optional.empty(), List.of())));
  }

  /** Sets the primary key and/or renames; both absent does nothing, as a task. */
  public CompletionStage<Task> update(
      IndexUid uid,
      Optional<String> primaryKey,
      Optional<IndexUid> newUid,
      Optional<String> customMetadata) {
    String details =
        newUid.isPresent()
            ? TaskDetails.renamed(primaryKey, uid, newUid.get())
            : TaskDetails.primaryKey(primaryKey);
    Tasks.NewTask newTask =
        new Tasks.NewTask(
            TaskType.INDEX_UPDATE,
            Optional.of(uid),
            Optional.of(details),
            customMetadata,
            newUid.stream().filter(to -> !to.equals(uid)).toList());
    return run(newTask, Optional.of(uid), task -> update(task, uid, primaryKey, newUid));
  }

  private CompletionStage<Void> update(
      Task task, IndexUid uid, Optional<String> primaryKey, Optional<IndexUid> newUid) {
    return existing(uid)
        .thenCompose(
            entry ->
                primaryKey.isPresent()
                    ? counts.of(entry).thenApply(count -> count > 0)
                    : CompletableFuture.completedFuture(false))
        .thenCompose(hasDocuments -> catalog.update(uid, primaryKey, hasDocuments, newUid))
        .thenCompose(
            entry ->
                end(
                    task,
                    Optional.empty(),
                    newUid.map(to -> new Catalog.Swap(uid, to, true)).stream().toList()));
  }

  public CompletionStage<Task> delete(IndexUid uid, Optional<String> customMetadata) {
    return run(
        task(
            TaskType.INDEX_DELETION,
            uid,
            TaskDetails.deletedDocuments(Optional.empty()),
            customMetadata),
        Optional.of(uid),
        task -> delete(task, uid));
  }

  private CompletionStage<Void> delete(Task task, IndexUid uid) {
    return existing(uid)
        .thenCompose(this::countOrZero)
        .thenCompose(
            count ->
                catalog
                    .delete(uid)
                    .thenCompose(
                        entry ->
                            end(
                                task,
                                Optional.of(TaskDetails.deletedDocuments(Optional.of(count))),
                                List.of())));
  }

  /** An index whose shards can't be read must still be deletable. */
  private CompletionStage<Long> countOrZero(IndexEntry entry) {
    return counts
        .of(entry)
        .exceptionally(
            failure -> {
              LOG.warn("Counting the documents of {} before its deletion failed", entry.id());
              return 0L;
            });
  }

  /** All pairs or none; their syntax and the absence of duplicates have been checked. */
  public CompletionStage<Task> swap(List<Catalog.Swap> swaps, Optional<String> customMetadata) {
    Tasks.NewTask newTask =
        new Tasks.NewTask(
            TaskType.INDEX_SWAP,
            Optional.empty(),
            Optional.of(TaskDetails.swaps(swaps)),
            customMetadata,
            swaps.stream().flatMap(swap -> Stream.of(swap.left(), swap.right())).toList());
    return run(
        newTask,
        Optional.empty(),
        task ->
            (swaps.isEmpty() ? CompletableFuture.<Void>completedFuture(null) : catalog.swap(swaps))
                .thenCompose(ignored -> end(task, Optional.empty(), swaps)));
  }

  public CompletionStage<Task> updateSettings(SettingsChange change) {
    IndexUid uid = change.uid();
    return run(
        task(TaskType.SETTINGS_UPDATE, uid, change.detailsJson(), change.customMetadata()),
        Optional.of(uid),
        task -> updateSettings(task, change));
  }

  private CompletionStage<Void> updateSettings(Task task, SettingsChange change) {
    IndexUid uid = change.uid();
    return (change.mayCreateIndex() ? catalog.ensure(uid) : existing(uid))
        .thenCompose(entry -> catalog.updateSettings(uid, change.patchJson()))
        .thenCompose(
            entry ->
                tasks
                    .acknowledged(task.uid())
                    .thenAccept(
                        ignored -> finish(task.uid(), entry.id(), entry.settingsVersion())));
  }

  /**
   * Gives an index settings without a task, as an import does; completes when every in-sync replica
   * serves them.
   *
   * @param patchJson as {@code PATCH /settings} takes it
   */
  public CompletionStage<Void> restoreSettings(IndexUid uid, String patchJson) {
    return catalog
        .updateSettings(uid, patchJson)
        .thenCompose(
            entry ->
                served
                    .await(entry.id(), entry.settingsVersion())
                    .thenCompose(
                        done -> catalog.raiseSettingsFloor(entry.id(), entry.settingsVersion())));
  }

  /** Goes on after the acknowledgement; ends with the task, whatever happens. */
  private CompletionStage<Void> finish(long uid, IndexId index, long version) {
    return served
        .await(index, version)
        .thenCompose(ignored -> catalog.raiseSettingsFloor(index, version))
        .handle(
            (ignored, failure) -> {
              if (failure != null) {
                // Every replica serves them; only the floor, a safety net, stays where it was.
                LOG.warn("Raising the settings floor of {} failed", index, failure);
              }
              return tasks.succeed(uid, Optional.empty());
            })
        .thenCompose(stage -> stage);
  }

  /** Merges the segments of every copy of an index; the task goes on after the answer. */
  public CompletionStage<Task> compact(IndexUid uid, Optional<String> customMetadata) {
    return run(
        task(TaskType.INDEX_COMPACTION, uid, "{}", customMetadata),
        Optional.of(uid),
        task ->
            existing(uid)
                .thenCompose(
                    entry ->
                        tasks
                            .acknowledged(task.uid())
                            .thenAccept(ignored -> compact(task, entry))));
  }

  private CompletionStage<Void> compact(Task task, IndexEntry entry) {
    return compaction
        .run(entry)
        .handle(
            (details, failure) ->
                failure == null
                    ? tasks.succeed(task.uid(), Optional.of(details))
                    : tasks.fail(task.uid(), Optional.empty(), problem(task, failure)))
        .thenCompose(stage -> stage);
  }

  /** Merging again what has been merged is cheap. */
  private CompletionStage<Void> resumeCompaction(Task task) {
    Optional<IndexEntry> entry = task.index().flatMap(tables.current()::index);
    return entry.isPresent()
        ? compact(task, entry.get())
        : tasks.succeed(task.uid(), Optional.empty());
  }

  /** How the tasks of this class are finished when their member died after the acknowledgement. */
  public Map<TaskType, Resumption> resumptions() {
    Resumption moved =
        task ->
            tasks.finish(
                new Ending(
                    task.uid(),
                    Optional.empty(),
                    Optional.empty(),
                    task.details().map(TaskDetails::moves).orElse(List.of())));
    return Map.of(
        TaskType.INDEX_UPDATE,
        moved,
        TaskType.INDEX_SWAP,
        moved,
        TaskType.SETTINGS_UPDATE,
        this::resumeSettings,
        TaskType.INDEX_COMPACTION,
        this::resumeCompaction);
  }

  private CompletionStage<Void> resumeSettings(Task task) {
    Optional<IndexEntry> entry = task.index().flatMap(tables.current()::index);
    return entry.isPresent()
        ? finish(task.uid(), entry.get().id(), entry.get().settingsVersion())
        : tasks.succeed(task.uid(), Optional.empty());
  }

  private CompletionStage<Task> run(
      Tasks.NewTask newTask, Optional<IndexUid> uid, Function<Task, CompletionStage<Void>> work) {
    return tasks
        .enqueue(newTask)
        .thenCompose(
            task ->
                tasks
                    .start(task.uid(), uid.flatMap(tables.current()::index).map(IndexEntry::id))
                    .thenCompose(
                        started ->
                            started
                                ? carryOut(task, work)
                                : CompletableFuture.<Void>completedFuture(null))
                    .thenApply(ignored -> task));
  }

  private CompletionStage<Void> carryOut(Task task, Function<Task, CompletionStage<Void>> work) {
    return work.apply(task)
        .handle(
            (ignored, failure) ->
                failure == null
                    ? null
                    : tasks.fail(task.uid(), Optional.empty(), problem(task, failure)))
        .thenApply(ignored -> null);
  }

  /**
   * Ends what the catalog has persisted; another member does it if this one dies before. The client
   * need not wait for the end, which may stand behind settings that are still being applied.
   */
  private CompletionStage<Void> end(Task task, Optional<String> details, List<Catalog.Swap> moves) {
    return tasks
        .acknowledged(task.uid(), details)
        .thenAccept(
            ignored -> tasks.finish(new Ending(task.uid(), details, Optional.empty(), moves)));
  }

  private CompletionStage<IndexEntry> existing(IndexUid uid) {
    return catalog
        .find(uid)
        .thenApply(
            found ->
                found.orElseThrow(
                    () ->
                        ProblemException.of(
                            ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` not found.")));
  }

  private static Problem problem(Task task, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException expected) {
      return prefixed(task, expected.problem());
    }
    LOG.warn("Task {} failed", task.uid(), cause);
    return new Problem(ErrorCode.MIROIR_UNAVAILABLE, "The cluster could not carry out this task.");
  }

  /** What the engine refuses carries the index's name; what names it anyway does not. */
  private static Problem prefixed(Task task, Problem problem) {
    boolean ofEngine =
        problem.code() == ErrorCode.INDEX_PRIMARY_KEY_ALREADY_EXISTS
            || task.type() == TaskType.SETTINGS_UPDATE
                && problem.code() != ErrorCode.INDEX_NOT_FOUND
                && problem.code() != ErrorCode.MIROIR_UNAVAILABLE;
    return ofEngine && task.indexUid().isPresent() && !problem.message().startsWith("Index `")
        ? problem.inIndex(task.indexUid().get().value())
        : problem;
  }

  private static Tasks.NewTask task(
      TaskType type, IndexUid uid, String details, Optional<String> customMetadata) {
    return new Tasks.NewTask(type, Optional.of(uid), Optional.of(details), customMetadata);
  }
}
