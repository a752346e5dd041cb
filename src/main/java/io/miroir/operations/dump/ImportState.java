package io.miroir.operations.dump;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonWriter;
import io.miroir.model.IndexUid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far an import has come; kept in a file, from which it goes on after a crash. One thread
 * changes it, any may read it.
 */
final class ImportState {
  /** What an import comes to. */
  enum Status {
    PROCESSING,
    SUCCEEDED,
    FAILED
  }

  /**
   * An index of the dump.
   *
   * @param documents in the dump
   * @param imported how many of them, from the first one on, are durable in the cluster
   */
  record Index(long documents, long imported) {}

  private final String uid;
  private final Path file;
  private final boolean whole;
  private final Instant startedAt;
  private final Map<IndexUid, Index> indexes = new TreeMap<>();
  private boolean checked;
  private boolean restored;
  private Status status = Status.PROCESSING;
  private Optional<Instant> finishedAt = Optional.empty();
  private Optional<String> error = Optional.empty();

  /**
   * @param whole keys, tasks, webhooks and flags too: the cluster was empty
   */
  ImportState(String uid, Path file, boolean whole, Instant startedAt) {
    this.uid = uid;
    this.file = file;
    this.whole = whole;
    this.startedAt = startedAt;
  }

  String uid() {
    return uid;
  }

  Path file() {
    return file;
  }

  boolean whole() {
    return whole;
  }

  Instant startedAt() {
    return startedAt;
  }

  synchronized Status status() {
    return status;
  }

  synchronized Optional<String> error() {
    return error;
  }

  /** Whether the dump has been found good and none of its indexes was there. */
  synchronized boolean checked() {
    return checked;
  }

  synchronized void check(Map<IndexUid, Long> documents) {
    documents.forEach((index, total) -> indexes.put(index, new Index(total, 0)));
    checked = true;
  }

  /** Whether everything but the documents is in the cluster. */
  synchronized boolean restored() {
    return restored;
  }

  synchronized void restore() {
    restored = true;
  }

  synchronized long imported(IndexUid index) {
    return indexes.get(index).imported();
  }

  synchronized void imported(IndexUid index, long documents) {
    indexes.put(index, new Index(indexes.get(index).documents(), documents));
  }

  synchronized void end(Status how, Optional<String> why, Instant now) {
    status = how;
    error = why;
    finishedAt = Optional.of(now);
  }

  /** As clients see it; also what the file holds. */
  synchronized JsonWriter view() {
    JsonWriter out =
        new JsonWriter()
            .object()
            .field("uid", uid)
            .field("file", file.toString())
            .field("whole", whole)
            .field("status", status.name().toLowerCase(java.util.Locale.ROOT))
            .field("checked", checked)
            .field("restored", restored)
            .name("indexes")
            .object();
    indexes.forEach(
        (index, at) ->
            out.name(index.value())
                .object()
                .field("documents", at.documents())
                .field("imported", at.imported())
                .endObject());
    out.endObject().fieldOrNull("error", error);
    out.field("startedAt", startedAt);
    out.fieldOrNull("finishedAt", finishedAt.map(io.miroir.json.Dates::format));
    return out.endObject();
  }

  static ImportState parse(JsonNode json) {
    ImportState state =
        new ImportState(
            json.path("uid").textValue(),
            Path.of(json.path("file").textValue()),
            json.path("whole").booleanValue(),
            Instant.parse(json.path("startedAt").textValue()));
    for (Map.Entry<String, JsonNode> index : json.path("indexes").properties()) {
      state.indexes.put(
          new IndexUid(index.getKey()),
          new Index(
              index.getValue().path("documents").longValue(),
              index.getValue().path("imported").longValue()));
    }
    state.checked = json.path("checked").booleanValue();
    state.restored = json.path("restored").booleanValue();
    state.status =
        Status.valueOf(json.path("status").textValue().toUpperCase(java.util.Locale.ROOT));
    state.error = Optional.ofNullable(json.path("error").textValue());
    state.finishedAt = Optional.ofNullable(json.path("finishedAt").textValue()).map(Instant::parse);
    return state;
  }

  static ImportState load(Path file) throws IOException {
    return parse(JsonSyntax.parse(Files.readAllBytes(file)));
  }

  /** Durable when it returns, and never half of it. */
  void save(Path target) throws IOException {
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(view().toBytes());
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
