package io.miroir.operations.dump;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.TaskType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a line of {@code tasks/queue.jsonl} (API reference, 18.4). */
final class TaskUndump {
  private static final Map<String, TaskType> KINDS =
      Map.ofEntries(
          Map.entry("documentImport", TaskType.DOCUMENT_ADDITION_OR_UPDATE),
          Map.entry("documentEdition", TaskType.DOCUMENT_EDITION),
          Map.entry("documentDeletion", TaskType.DOCUMENT_DELETION),
          Map.entry("documentDeletionByFilter", TaskType.DOCUMENT_DELETION),
          Map.entry("documentClear", TaskType.DOCUMENT_DELETION),
          Map.entry("settings", TaskType.SETTINGS_UPDATE),
          Map.entry("indexCreation", TaskType.INDEX_CREATION),
          Map.entry("indexUpdate", TaskType.INDEX_UPDATE),
          Map.entry("indexDeletion", TaskType.INDEX_DELETION),
          Map.entry("indexSwap", TaskType.INDEX_SWAP),
          Map.entry("taskCancelation", TaskType.TASK_CANCELATION),
          Map.entry("tasksDeletion", TaskType.TASK_DELETION),
          Map.entry("dumpCreation", TaskType.DUMP_CREATION),
          Map.entry("snapshotCreation", TaskType.SNAPSHOT_CREATION),
          Map.entry("export", TaskType.EXPORT),
          Map.entry("upgradeDatabase", TaskType.UPGRADE_DATABASE),
          Map.entry("indexCompaction", TaskType.INDEX_COMPACTION),
          Map.entry("networkTopologyChange", TaskType.NETWORK_TOPOLOGY_CHANGE),
          Map.entry("dsrUpdate", TaskType.DSR_UPDATE),
          Map.entry("dsrClear", TaskType.DSR_CLEAR));

  private static final Problem UNFINISHED =
      new Problem(
          ErrorCode.MIROIR_UNAVAILABLE,
          "This task was not finished when the dump was made, and an import does not carry it"
              + " out.");

  /** The keys of details in the API's order. */
  private static final List<String> ORDER =
      List.of(
          "receivedDocuments",
          "indexedDocuments",
          "editedDocuments",
          "primaryKey",
          "providedIds",
          "deletedDocuments",
          "matchedTasks",
          "canceledTasks",
          "deletedTasks",
          "originalFilter",
          "dumpUid",
          "context",
          "function",
          "swaps",
          "oldIndexUid",
          "newIndexUid");

  private TaskUndump() {}

  /**
   * The task as finished: one that was not is failed, since nobody will carry it out.
   *
   * @return empty for a kind that is not known
   */
  static Optional<Task> read(JsonNode line) {
    JsonNode kind = line.path("type");
    String name =
        kind.isTextual()
            ? kind.textValue()
            : kind.properties().stream().findFirst().map(Map.Entry::getKey).orElse("");
    TaskType type = KINDS.get(name);
    Optional<IndexUid> uid = text(line, "indexUid").filter(IndexUid::isValid).map(IndexUid::new);
    if (type == null || !line.path("uid").isIntegralNumber()) {
      return Optional.empty();
    }
    TaskStatus status = status(line.path("status").asText());
    boolean finished = status != TaskStatus.ENQUEUED && status != TaskStatus.PROCESSING;
    Instant enqueued = instant(line, "enqueuedAt").orElse(Instant.EPOCH);
    return Optional.of(
        new Task(
            line.path("uid").longValue(),
            finished ? number(line, "batchUid") : OptionalLong.of(line.path("uid").longValue()),
            uid,
            Optional.empty(),
            type,
            finished ? status : TaskStatus.FAILED,
            number(line, "canceledBy"),
            details(line.path("details")),
            finished ? error(line.path("error")) : Optional.of(UNFINISHED),
            enqueued,
            finished ? instant(line, "startedAt") : Optional.of(enqueued),
            finished ? instant(line, "finishedAt") : Optional.of(enqueued),
            text(line, "customMetadata"),
            "",
            false));
  }

  private static TaskStatus status(String text) {
    return Arrays.stream(TaskStatus.values())
        .filter(status -> status.json().equals(text))
        .findFirst()
        .orElse(TaskStatus.FAILED);
  }

  /** From Meilisearch's variants to what clients see. */
  private static Optional<String> details(JsonNode tagged) {
    if (!tagged.isObject() || tagged.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<String, JsonNode> variant = tagged.properties().iterator().next();
    JsonNode inner = variant.getValue();
    ObjectNode camel = JsonNodeFactory.instance.objectNode();
    switch (variant.getKey()) {
      case "SettingsUpdate" -> {
        return Optional.of(io.miroir.json.JsonText.of(inner.path("settings")));
      }
      case "DocumentDeletion" -> camel.putNull("originalFilter");
      case "DocumentDeletionByFilter" -> camel.put("providedIds", 0);
      case "Export", "IndexCompaction", "UpgradeDatabase" -> {
        return Optional.empty();
      }
      default -> {}
    }
    inner.properties().forEach(field -> camel.set(camel(field.getKey()), field.getValue()));
    boolean notRenamed = camel.path("newIndexUid").isNull() && camel.path("oldIndexUid").isNull();
    if (notRenamed) {
      camel.remove(List.of("newIndexUid", "oldIndexUid"));
    }
    ObjectNode ordered = JsonNodeFactory.instance.objectNode();
    ORDER.stream().filter(camel::has).forEach(key -> ordered.set(key, camel.get(key)));
    return Optional.of(io.miroir.json.JsonText.of(ordered));
  }

  private static String camel(String snake) {
    String[] words = snake.split("_");
    StringBuilder made = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      made.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
    }
    return made.toString();
  }

  private static Optional<Problem> error(JsonNode error) {
    if (!error.isObject()) {
      return Optional.empty();
    }
    String code = error.path("code").asText().toUpperCase(Locale.ROOT);
    return Optional.of(
        new Problem(
            Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(code))
                .findFirst()
                .orElse(ErrorCode.INTERNAL),
            error.path("message").asText()));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.ofNullable(node.path(name).textValue());
  }

  private static OptionalLong number(JsonNode node, String name) {
    return node.path(name).isIntegralNumber()
        ? OptionalLong.of(node.path(name).longValue())
        : OptionalLong.empty();
  }

  private static Optional<Instant> instant(JsonNode node, String name) {
    return text(node, name).map(Instant::parse);
  }
}
