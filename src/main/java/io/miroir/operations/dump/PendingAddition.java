package io.miroir.operations.dump;

import akka.stream.javadsl.FileIO;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.ingest.DocumentWrites;
import io.miroir.model.IndexUid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An addition of documents that waited in the queue of a Meilisearch when its dump was made: its
 * client was promised that it will happen, so it is done after the import, as a new task.
 */
record PendingAddition(
    long task,
    IndexUid index,
    boolean partial,
    Optional<String> primaryKey,
    boolean mayCreateIndex,
    Optional<String> customMetadata) {

  static Optional<PendingAddition> read(JsonNode line) {
    JsonNode kind = line.path("type").path("documentImport");
    String status = line.path("status").asText();
    String uid = line.path("indexUid").asText();
    boolean waits = status.equals("enqueued") || status.equals("processing");
    if (!waits || !kind.isObject() || !IndexUid.isValid(uid)) {
      return Optional.empty();
    }
    return Optional.of(
        new PendingAddition(
            line.path("uid").longValue(),
            new IndexUid(uid),
            kind.path("method").asText().equals("UpdateDocuments"),
            Optional.ofNullable(kind.path("primary_key").textValue()),
            kind.path("allow_index_creation").asBoolean(true),
            Optional.ofNullable(line.path("customMetadata").textValue())));
  }

  /**
   * @param importUid with the task's number it names this write, so that it happens once however
   *     often the import is taken up again
   */
  CompletionStage<Void> carryOut(DocumentWrites writes, String importUid, Path documents) {
    if (!Files.exists(documents)) {
      return CompletableFuture.completedFuture(null);
    }
    return writes
        .add(
            new DocumentWrites.Addition(
                index,
                DocumentWrites.Format.NDJSON,
                partial,
                false,
                primaryKey,
                ',',
                customMetadata,
                mayCreateIndex,
                Optional.of("import-" + importUid + "-" + task)),
            FileIO.fromPath(documents))
        .thenApply(accepted -> null);
  }
}
