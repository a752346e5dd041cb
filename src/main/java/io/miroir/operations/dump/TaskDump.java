package io.miroir.operations.dump;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonWriter;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskType;
import io.miroir.web.Answers;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * A task as a line of {@code tasks/queue.jsonl} (API reference, 18.4). Of what a task was asked to
 * do only what its details tell is known here; the rest of its kind is what says nothing.
 */
final class TaskDump {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private TaskDump() {}

  /** A finished task. */
  static String line(Task task) {
    JsonWriter out = new JsonWriter().object().field("uid", task.uid());
    number(out, "batchUid", task.batchUid());
    out.fieldOrNull("indexUid", task.indexUid().map(uid -> uid.value()));
    out.field("status", task.status().json());
    JsonNode details = task.details().map(JsonSyntax::parse).orElse(JSON.objectNode());
    out.name("type").node(kind(task, details));
    if (task.canceledBy().isPresent()) {
      out.field("canceledBy", task.canceledBy().getAsLong());
    }
    details(task.type(), details).ifPresent(tagged -> out.name("details").node(tagged));
    task.error().ifPresent(problem -> Answers.error(out.name("error"), problem));
    out.field("enqueuedAt", task.enqueuedAt());
    task.startedAt().ifPresent(at -> out.field("startedAt", at));
    task.finishedAt().ifPresent(at -> out.field("finishedAt", at));
    task.customMetadata().ifPresent(text -> out.field("customMetadata", text));
    return out.endObject().toString();
  }

  private static void number(JsonWriter out, String name, OptionalLong value) {
    out.name(name);
    if (value.isPresent()) {
      out.number(value.getAsLong());
    } else {
      out.nothing();
    }
  }

  private static JsonNode kind(Task task, JsonNode details) {
    return switch (task.type()) {
      case DOCUMENT_ADDITION_OR_UPDATE ->
          tagged("documentImport", addition(details.path("receivedDocuments").asLong()));
      case DOCUMENT_EDITION -> tagged("documentEdition", edition(details));
      case DOCUMENT_DELETION -> deletion(details);
      case SETTINGS_UPDATE -> tagged("settings", settings(details));
      case INDEX_CREATION ->
          tagged(
              "indexCreation", JSON.objectNode().set("primary_key", orNull(details, "primaryKey")));
      case INDEX_UPDATE -> tagged("indexUpdate", update(details));
      case INDEX_DELETION -> JSON.textNode("indexDeletion");
      case INDEX_SWAP -> tagged("indexSwap", only(details, "swaps"));
      case TASK_CANCELATION -> tagged("taskCancelation", selection(details));
      case TASK_DELETION -> tagged("tasksDeletion", selection(details));
      case DUMP_CREATION -> {
        ObjectNode dump = JSON.objectNode();
        dump.putArray("keys");
        yield tagged("dumpCreation", dump.putNull("instance_uid"));
      }
      case EXPORT -> tagged("export", export(details));
      case UPGRADE_DATABASE ->
          tagged("upgradeDatabase", JSON.objectNode().set("from", version(details, "upgradeFrom")));
      case INDEX_COMPACTION ->
          tagged(
              "indexCompaction",
              JSON.objectNode()
                  .put("index_uid", task.indexUid().map(uid -> uid.value()).orElse("")));
      // Made by features that are not here, so never stored.
      case SNAPSHOT_CREATION, NETWORK_TOPOLOGY_CHANGE, DSR_UPDATE, DSR_CLEAR ->
          JSON.textNode("snapshotCreation");
    };
  }

  private static ObjectNode addition(long documents) {
    return JSON.objectNode()
        .putNull("primary_key")
        .put("method", "ReplaceDocuments")
        .put("documents_count", documents)
        .put("allow_index_creation", true);
  }

  private static ObjectNode edition(JsonNode details) {
    ObjectNode edition = JSON.objectNode();
    edition.set("filter", filter(details));
    edition.set("context", orNull(details, "context"));
    return edition.put("function", details.path("function").asText());
  }

  private static JsonNode deletion(JsonNode details) {
    if (!details.has("providedIds")) {
      return JSON.textNode("documentClear");
    }
    if (details.path("originalFilter").isTextual()) {
      return tagged("documentDeletionByFilter", JSON.objectNode().set("filter", filter(details)));
    }
    ObjectNode ids = JSON.objectNode();
    ids.putArray("documents_ids");
    return tagged("documentDeletion", ids);
  }

  private static JsonNode filter(JsonNode details) {
    JsonNode text = details.path("originalFilter");
    return text.isTextual() ? JsonSyntax.parse(text.textValue()) : JSON.nullNode();
  }

  private static ObjectNode settings(JsonNode details) {
    ObjectNode settings = JSON.objectNode();
    settings.set("settings", details);
    return settings.put("is_deletion", false).put("allow_index_creation", true);
  }

  private static ObjectNode update(JsonNode details) {
    ObjectNode update = JSON.objectNode();
    update.set("primary_key", orNull(details, "primaryKey"));
    update.set("uid", orNull(details, "newIndexUid"));
    return update;
  }

  /** Which tasks it was about is not kept: none. */
  private static ObjectNode selection(JsonNode details) {
    ObjectNode selection = JSON.objectNode().put("query", details.path("originalFilter").asText());
    RoaringBitmap none = new RoaringBitmap();
    java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(none.serializedSizeInBytes());
    none.serialize(bytes);
    ArrayNode array = selection.putArray("tasks");
    for (byte b : bytes.array()) {
      array.add(b & 0xff);
    }
    return selection;
  }

  private static ObjectNode export(JsonNode details) {
    ObjectNode export = JSON.objectNode().put("url", details.path("url").asText());
    export.putNull("api_key").putNull("payload_size");
    ObjectNode indexes = export.putObject("indexes");
    details
        .path("indexes")
        .properties()
        .forEach(
            index -> {
              ObjectNode one = indexes.putObject(index.getKey());
              one.set("filter", orNull(index.getValue(), "filter"));
              one.put("override_settings", index.getValue().path("overrideSettings").asBoolean());
            });
    return export;
  }

  private static ArrayNode version(JsonNode details, String name) {
    ArrayNode numbers = JSON.arrayNode();
    for (String part : details.path(name).asText("v0.0.0").substring(1).split("\\.")) {
      numbers.add(Integer.parseInt(part));
    }
    return numbers;
  }

  /**
   * Under the name of the variant of Meilisearch's type; empty where the form is its own affair.
   */
  private static Optional<JsonNode> details(TaskType type, JsonNode details) {
    if (details.isEmpty()) {
      return Optional.empty();
    }
    return switch (type) {
      case DOCUMENT_ADDITION_OR_UPDATE ->
          Optional.of(tagged("DocumentAdditionOrUpdate", snake(details)));
      case DOCUMENT_EDITION -> Optional.of(tagged("DocumentEdition", snake(details)));
      case DOCUMENT_DELETION -> Optional.of(deletionDetails(details));
      case SETTINGS_UPDATE ->
          Optional.of(tagged("SettingsUpdate", JSON.objectNode().set("settings", details)));
      case INDEX_CREATION, INDEX_UPDATE -> Optional.of(tagged("IndexInfo", snake(details)));
      case INDEX_DELETION -> Optional.of(tagged("ClearAll", snake(details)));
      case INDEX_SWAP -> Optional.of(tagged("IndexSwap", details));
      case TASK_CANCELATION -> Optional.of(tagged("TaskCancelation", snake(details)));
      case TASK_DELETION -> Optional.of(tagged("TaskDeletion", snake(details)));
      case DUMP_CREATION -> Optional.of(tagged("Dump", snake(details)));
      default -> Optional.empty();
    };
  }

  private static JsonNode deletionDetails(JsonNode details) {
    ObjectNode snake = snake(details);
    if (!details.has("providedIds")) {
      return tagged("ClearAll", snake);
    }
    if (details.path("originalFilter").isTextual()) {
      snake.remove("provided_ids");
      return tagged("DocumentDeletionByFilter", snake);
    }
    snake.remove("original_filter");
    return tagged("DocumentDeletion", snake);
  }

  static ObjectNode tagged(String tag, JsonNode value) {
    return JSON.objectNode().set(tag, value);
  }

  private static ObjectNode only(JsonNode details, String name) {
    return JSON.objectNode().set(name, details.path(name));
  }

  private static JsonNode orNull(JsonNode node, String name) {
    return node.hasNonNull(name) ? node.get(name) : JSON.nullNode();
  }

  private static ObjectNode snake(JsonNode details) {
    Map<String, JsonNode> renamed = new TreeMap<>();
    details
        .properties()
        .forEach(
            field ->
                renamed.put(
                    field.getKey().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                    field.getValue()));
    ObjectNode made = JSON.objectNode();
    made.setAll(renamed);
    return made;
  }
}
