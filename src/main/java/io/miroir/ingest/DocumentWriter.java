package io.miroir.ingest;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.miroir.ingest.decode.DocumentChecks;
import io.miroir.ingest.decode.DocumentSlices;
import io.miroir.ingest.decode.Payload;
import io.miroir.ingest.shard.ShardReply;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.ShardHash;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskType;
import io.miroir.tasks.Tasks;
import io.miroir.tasks.Tasks.Enqueued;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Document writes through the shard entities of the cluster. */
public final class DocumentWriter implements DocumentWrites {
  private final IngestServices services;
  private final Bodies bodies;
  private final ShardWriter writer;
  private final Searchability searchability;
  private final StoredCheck storedCheck;
  private final Repeats repeats;
  private final DocumentEditor editor;

  private DocumentWriter(ActorSystem<?> system, IngestServices services) {
    this.services = services;
    this.bodies = new Bodies(system, services.space(), services.blocking());
    this.writer = new ShardWriter(services);
    this.searchability = new Searchability(services);
    this.storedCheck = new StoredCheck(services);
    this.repeats = new Repeats(services);
    this.editor = new DocumentEditor(services, bodies, writer);
  }

  public static DocumentWriter create(ActorSystem<?> system, IngestServices services) {
    return new DocumentWriter(system, services);
  }

  /**
   * Ends an acknowledged document task of a member that is gone: what it wrote is durable, it only
   * has to be searchable everywhere.
   */
  public CompletionStage<Void> resume(Task task) {
    Optional<IndexEntry> entry = task.index().flatMap(services.tables().current()::index);
    CompletionStage<Void> searchable =
        entry
            .map(found -> searchability.await(found.id(), allShards(found)))
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    return searchable.thenCompose(ok -> services.tasks().succeed(task.uid(), Optional.empty()));
  }

  private static Set<Integer> allShards(IndexEntry entry) {
    return IntStream.range(0, entry.shards()).boxed().collect(Collectors.toSet());
  }

  private CompletionStage<Accepted> task(
      TaskType type,
      IndexUid uid,
      String details,
      Optional<String> metadata,
      Function<Task, CompletionStage<Accepted>> run) {
    return services
        .tasks()
        .enqueue(new Tasks.NewTask(type, Optional.of(uid), Optional.of(details), metadata))
        .thenCompose(run);
  }

  private WriteTask course(Task task, IndexUid uid) {
    return new WriteTask(services, searchability, task, uid);
  }

  // --- additions

  @Override
  public CompletionStage<Accepted> add(Addition addition, Source<ByteString, ?> body) {
    return bodies
        .read(body, addition.format(), addition.csvDelimiter())
        .thenCompose(
            payload -> add(addition, payload).whenComplete((accepted, failure) -> payload.close()));
  }

  private CompletionStage<Accepted> add(Addition addition, Payload payload) {
    int received = payload.documents().size();
    Tasks.NewTask task =
        new Tasks.NewTask(
            TaskType.DOCUMENT_ADDITION_OR_UPDATE,
            Optional.of(addition.uid()),
            Optional.of(additionDetails(received, "null")),
            addition.customMetadata());
    return addition
        .idempotencyKey()
        .map(key -> repeats.enqueue(task, addition.uid(), key))
        .orElseGet(
            () -> services.tasks().enqueue(task).thenApply(made -> new Enqueued(made, false)))
        .thenCompose(
            enqueued ->
                enqueued.repeated()
                    ? repeats.answer(enqueued.task())
                    : course(enqueued.task(), addition.uid())
                        .run(
                            additionIndex(addition),
                            entry -> addTo(entry, addition, payload.documents(), enqueued.task())));
  }

  private static String additionDetails(int received, Object indexed) {
    return "{\"receivedDocuments\":" + received + ",\"indexedDocuments\":" + indexed + "}";
  }

  private CompletionStage<Optional<IndexEntry>> additionIndex(Addition addition) {
    return addition.mayCreateIndex()
        ? services.catalog().ensure(addition.uid()).thenApply(Optional::of)
        : services.catalog().find(addition.uid());
  }

  private CompletionStage<WriteTask.Done> addTo(
      IndexEntry entry, Addition addition, DocumentSlices documents, Task task) {
    requireSameKey(entry.primaryKey(), addition.primaryKey());
    if (documents.size() == 0) {
      return CompletableFuture.completedFuture(
          new WriteTask.Done(additionDetails(0, 0), Optional.empty(), Set.of()));
    }
    return checked(entry, addition, documents)
        .thenCompose(
            checked ->
                writer
                    .write(
                        entry.id(),
                        ShardSlices.of(
                            checked, kind(addition), task.uid(), services.config().sliceBytesMax()))
                    .thenApply(
                        results ->
                            done(results, additionDetails(documents.size(), checked.distinct()))));
  }

  private static void requireSameKey(Optional<String> holds, Optional<String> asked) {
    if (holds.isPresent() && asked.isPresent() && !holds.equals(asked)) {
      throw ProblemException.of(
          ErrorCode.INDEX_PRIMARY_KEY_ALREADY_EXISTS,
          "Index already has a primary key: `" + holds.get() + "`.");
    }
  }

  private static WriteOperation.Kind kind(Addition addition) {
    if (addition.skipCreation()) {
      return addition.partial()
          ? WriteOperation.Kind.UPDATE_EXISTING
          : WriteOperation.Kind.REPLACE_EXISTING;
    }
    return addition.partial() ? WriteOperation.Kind.UPDATE : WriteOperation.Kind.REPLACE;
  }

  /** Checks every document, then fixes the primary key when the index has none yet. */
  private CompletionStage<DocumentChecks.Checked> checked(
      IndexEntry entry, Addition addition, DocumentSlices documents) {
    Optional<String> given = entry.primaryKey().or(addition::primaryKey);
    return CompletableFuture.supplyAsync(
            () -> {
              String key = given.orElseGet(() -> DocumentChecks.inferPrimaryKey(documents));
              return check(entry, documents, key);
            },
            services.blocking())
        .thenCompose(checked -> storedCheck.vectors(entry, checked))
        .thenCompose(
            checked ->
                entry.primaryKey().isPresent()
                    ? CompletableFuture.completedFuture(checked)
                    : keyFixed(entry, addition, documents, checked));
  }

  private static DocumentChecks.Checked check(
      IndexEntry entry, DocumentSlices documents, String primaryKey) {
    return DocumentChecks.check(documents, primaryKey, entry.settings(), entry.shards());
  }

  /** A first write elsewhere may have been faster: then its key holds for this one, too. */
  private CompletionStage<DocumentChecks.Checked> keyFixed(
      IndexEntry entry,
      Addition addition,
      DocumentSlices documents,
      DocumentChecks.Checked checked) {
    return services
        .catalog()
        .fixPrimaryKey(entry.id(), checked.primaryKey())
        .thenApplyAsync(
            holds -> {
              requireSameKey(Optional.of(holds), addition.primaryKey());
              return holds.equals(checked.primaryKey()) ? checked : check(entry, documents, holds);
            },
            services.blocking());
  }

  // --- deletions

  @Override
  public CompletionStage<Accepted> delete(
      IndexUid uid, List<String> keys, Optional<String> customMetadata) {
    return task(
        TaskType.DOCUMENT_DELETION,
        uid,
        deletionDetails(keys.size(), "null", "null"),
        customMetadata,
        task ->
            course(task, uid)
                .run(
                    services.catalog().find(uid),
                    entry ->
                        writer
                            .write(entry.id(), deletions(entry, keys))
                            .thenApply(
                                results ->
                                    done(
                                        results,
                                        deletionDetails(
                                            keys.size(), results.counts().deleted(), "null")))));
  }

  private static Map<Integer, ShardSlices.Run> deletions(IndexEntry entry, List<String> keys) {
    Map<Integer, List<WriteOperation>> operations = new TreeMap<>();
    for (String key : keys) {
      operations
          .computeIfAbsent(ShardHash.shardOf(key, entry.shards()), shard -> new ArrayList<>())
          .add(WriteOperation.delete(key));
    }
    Map<Integer, ShardSlices.Run> runs = new TreeMap<>();
    operations.forEach((shard, list) -> runs.put(shard, ShardSlices.of(list)));
    return runs;
  }

  private static String deletionDetails(int provided, Object deleted, String filter) {
    return "{\"providedIds\":"
        + provided
        + ",\"deletedDocuments\":"
        + deleted
        + ",\"originalFilter\":"
        + filter
        + "}";
  }

  @Override
  public CompletionStage<Accepted> deleteByFilter(
      IndexUid uid, String filter, Optional<String> customMetadata) {
    String shown = JsonText.quote(JsonText.of(JsonSyntax.parse(filter)));
    return task(
        TaskType.DOCUMENT_DELETION,
        uid,
        deletionDetails(0, "null", shown),
        customMetadata,
        task ->
            course(task, uid)
                .run(
                    services.catalog().find(uid),
                    entry ->
                        byFilter(entry, filter, true)
                            .thenCompose(
                                allowed -> {
                                  requireAllowed(uid, allowed);
                                  return byFilter(entry, filter, false);
                                })
                            .thenApply(
                                results -> {
                                  requireAllowed(uid, results);
                                  return done(
                                      results,
                                      deletionDetails(0, results.counts().deleted(), shown));
                                })));
  }

  /** All shards are asked first, so that a filter which one of them refuses deletes nothing. */
  private CompletionStage<ShardResults> byFilter(
      IndexEntry entry, String filter, boolean checkOnly) {
    Instant deadline = services.clock().instant().plus(services.config().sliceTimeout());
    Map<Integer, CompletableFuture<ShardReply>> replies = new TreeMap<>();
    for (int shard = 0; shard < entry.shards(); shard++) {
      replies.put(
          shard,
          services
              .shards()
              .deleteByFilter(new ShardId(entry.id(), shard), filter, checkOnly, deadline)
              .toCompletableFuture());
    }
    return ShardWriter.gathered(replies);
  }

  private static void requireAllowed(IndexUid uid, ShardResults results) {
    results
        .refused()
        .ifPresent(
            problem -> {
              throw problem.inIndex(uid.value()).asException();
            });
    requireAcknowledged(results);
  }

  // --- editions

  @Override
  public CompletionStage<Accepted> edit(Edit edit) {
    DocumentEditor.Edition edition = new DocumentEditor.Edition(edit.script(), edit.filter());
    return task(
        TaskType.DOCUMENT_EDITION,
        edit.uid(),
        editionDetails(edit, "null"),
        edit.customMetadata(),
        task ->
            course(task, edit.uid())
                .run(
                    services.catalog().find(edit.uid()),
                    entry ->
                        editor
                            .edit(entry, edition)
                            .thenApply(
                                outcome ->
                                    done(
                                        outcome.results(),
                                        editionDetails(edit, outcome.selected())))));
  }

  private static String editionDetails(Edit edit, Object edited) {
    return "{\"editedDocuments\":"
        + edited
        + ",\"deletedDocuments\":"
        + edited
        + ",\"originalFilter\":"
        + edit.filter()
            .map(filter -> JsonText.quote(JsonText.of(JsonSyntax.parse(filter))))
            .orElse("null")
        + ",\"context\":"
        + JsonText.of(edit.context())
        + ",\"function\":"
        + JsonText.quote(edit.function())
        + "}";
  }

  @Override
  public CompletionStage<Accepted> clear(IndexUid uid, Optional<String> customMetadata) {
    return task(
        TaskType.DOCUMENT_DELETION,
        uid,
        clearDetails("null"),
        customMetadata,
        task ->
            course(task, uid)
                .run(
                    services.catalog().find(uid),
                    entry ->
                        writer
                            .write(entry.id(), clears(entry))
                            .thenApply(
                                results ->
                                    done(results, clearDetails(results.counts().deleted())))));
  }

  private static Map<Integer, ShardSlices.Run> clears(IndexEntry entry) {
    Map<Integer, ShardSlices.Run> runs = new TreeMap<>();
    for (int shard = 0; shard < entry.shards(); shard++) {
      runs.put(shard, ShardSlices.of(List.of(WriteOperation.clear())));
    }
    return runs;
  }

  private static String clearDetails(Object deleted) {
    return "{\"deletedDocuments\":" + deleted + "}";
  }

  private static WriteTask.Done done(ShardResults results, String details) {
    requireAcknowledged(results);
    return new WriteTask.Done(details, results.degraded(), results.byShard().keySet());
  }

  private static void requireAcknowledged(ShardResults results) {
    results
        .failure()
        .ifPresent(
            problem -> {
              throw new NotAcknowledgedException(problem);
            });
  }
}
