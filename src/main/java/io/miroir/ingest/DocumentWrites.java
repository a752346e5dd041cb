package io.miroir.ingest;

import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.model.IndexUid;
import io.miroir.tasks.Task;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Everything that changes documents: registers the task, decodes, routes to the shard entities, and
 * sees the task to its end. A stage completes when the write is acknowledged (durable on every
 * in-sync replica) or has failed as a task; it fails with {@link io.miroir.model.ProblemException}
 * for what Meilisearch refuses without a task.
 */
public interface DocumentWrites {

  enum Format {
    JSON,
    NDJSON,
    CSV
  }

  /**
   * @param partial PUT: merge top-level fields
   * @param mayCreateIndex the caller's key allows auto-creation
   * @param idempotencyKey the {@code Idempotency-Key} header: a repeated write answers with the
   *     first one's task
   */
  record Addition(
      IndexUid uid,
      Format format,
      boolean partial,
      boolean skipCreation,
      Optional<String> primaryKey,
      char csvDelimiter,
      Optional<String> customMetadata,
      boolean mayCreateIndex,
      Optional<String> idempotencyKey) {}

  /**
   * @param task as it stands for the answer's summary
   * @param degraded some group has fewer copies than the replication factor: the {@code
   *     X-Miroir-Degraded} value
   */
  record Accepted(Task task, Optional<String> degraded) {}

  /**
   * The body is streamed, already decompressed; its size limit has been put around it by the route.
   */
  CompletionStage<Accepted> add(Addition addition, Source<ByteString, ?> body);

  CompletionStage<Accepted> delete(
      IndexUid uid, List<String> keys, Optional<String> customMetadata);

  /**
   * @param filter JSON text, syntax checked
   */
  CompletionStage<Accepted> deleteByFilter(
      IndexUid uid, String filter, Optional<String> customMetadata);

  /**
   * An edit by function.
   *
   * @param function its text, as the task shows it
   * @param script what it makes of a document: see {@link DocumentEditor.Edition}
   * @param filter JSON text, syntax checked; absent: all documents
   * @param context JSON object or null
   */
  record Edit(
      IndexUid uid,
      String function,
      UnaryOperator<JsonNode> script,
      Optional<String> filter,
      JsonNode context,
      Optional<String> customMetadata) {}

  CompletionStage<Accepted> edit(Edit edit);

  CompletionStage<Accepted> clear(IndexUid uid, Optional<String> customMetadata);
}
