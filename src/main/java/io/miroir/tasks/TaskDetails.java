package io.miroir.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.catalog.Catalog;
import io.miroir.model.IndexUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The {@code details} of tasks as JSON text: what changes at their end, in batches, by renames. */
final class TaskDetails {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Counters unknown until the end; 0 where nothing was done. */
  private static final Set<String> COUNTERS =
      Set.of(
          "indexedDocuments",
          "editedDocuments",
          "deletedDocuments",
          "canceledTasks",
          "deletedTasks");

  private static final Set<String> SUMMED =
      Set.of(
          "receivedDocuments",
          "indexedDocuments",
          "editedDocuments",
          "providedIds",
          "deletedDocuments",
          "matchedTasks",
          "canceledTasks",
          "deletedTasks");

  /** The API's order of keys; the settings stand where {@code displayedAttributes…} begin. */
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
          "displayedAttributes",
          "searchableAttributes",
          "filterableAttributes",
          "sortableAttributes",
          "foreignKeys",
          "rankingRules",
          "stopWords",
          "nonSeparatorTokens",
          "separatorTokens",
          "dictionary",
          "synonyms",
          "distinctAttribute",
          "proximityPrecision",
          "typoTolerance",
          "faceting",
          "pagination",
          "embedders",
          "searchCutoffMs",
          "localizedAttributes",
          "facetSearch",
          "prefixSearch",
          "chat",
          "swaps",
          "upgradeFrom",
          "upgradeTo",
          "url",
          "apiKey",
          "payloadSize",
          "indexes",
          "oldIndexUid",
          "newIndexUid",
          "preCompactionSize",
          "postCompactionSize",
          "movedDocuments",
          "message",
          "rule",
          "updatedRules");

  private TaskDetails() {}

  /** Details of a task that failed or was canceled: counters nobody set become 0. */
  static Optional<String> unfinished(TaskType type, Optional<String> details) {
    return details.map(
        text -> {
          ObjectNode object = read(text);
          for (String key : COUNTERS) {
            boolean edition = type == TaskType.DOCUMENT_EDITION && key.equals("deletedDocuments");
            if (object.path(key).isNull() && !edition) {
              object.set(key, LongNode.valueOf(0));
            }
          }
          return object.toString();
        });
  }

  /** Details of a batch: counters summed, else the last value, nulls left out. */
  static String merged(List<Optional<String>> all) {
    ObjectNode merged = JSON.createObjectNode();
    for (Optional<String> details : all) {
      details.ifPresent(text -> read(text).properties().forEach(field -> merge(merged, field)));
    }
    List<String> keys = new ArrayList<>();
    merged.fieldNames().forEachRemaining(keys::add);
    keys.sort(Comparator.comparingInt(TaskDetails::place));
    ObjectNode ordered = JSON.createObjectNode();
    keys.forEach(key -> ordered.set(key, merged.get(key)));
    return ordered.toString();
  }

  private static void merge(ObjectNode into, Map.Entry<String, JsonNode> field) {
    if (field.getValue().isNull()) {
      return;
    }
    JsonNode before = into.get(field.getKey());
    boolean sum = before != null && SUMMED.contains(field.getKey());
    into.set(
        field.getKey(),
        sum ? LongNode.valueOf(before.asLong() + field.getValue().asLong()) : field.getValue());
  }

  private static int place(String key) {
    int place = ORDER.indexOf(key);
    return place < 0 ? ORDER.size() : place;
  }

  static String selection(String counter, long matched, Optional<Long> changed, String filter) {
    ObjectNode details = JSON.createObjectNode();
    details.put("matchedTasks", matched);
    changed.ifPresentOrElse(n -> details.put(counter, n), () -> details.putNull(counter));
    details.put("originalFilter", filter);
    return details.toString();
  }

  static String primaryKey(Optional<String> primaryKey) {
    return withPrimaryKey(primaryKey).toString();
  }

  static String renamed(Optional<String> primaryKey, IndexUid from, IndexUid to) {
    return withPrimaryKey(primaryKey)
        .put("oldIndexUid", from.value())
        .put("newIndexUid", to.value())
        .toString();
  }

  private static ObjectNode withPrimaryKey(Optional<String> primaryKey) {
    ObjectNode details = JSON.createObjectNode();
    return details.put("primaryKey", primaryKey.orElse(null));
  }

  static String deletedDocuments(Optional<Long> count) {
    ObjectNode details = JSON.createObjectNode();
    return details.put("deletedDocuments", count.orElse(null)).toString();
  }

  static String swaps(List<Catalog.Swap> swaps) {
    ObjectNode details = JSON.createObjectNode();
    var array = details.putArray("swaps");
    for (var swap : swaps) {
      var entry = array.addObject();
      entry.putArray("indexes").add(swap.left().value()).add(swap.right().value());
      entry.put("rename", swap.rename());
    }
    return details.toString();
  }

  /** What a swap or rename task did to index uids, as its details tell. */
  static List<Catalog.Swap> moves(String details) {
    ObjectNode object = read(details);
    List<Catalog.Swap> moves = new ArrayList<>();
    for (JsonNode swap : object.path("swaps")) {
      moves.add(
          new Catalog.Swap(
              new IndexUid(swap.path("indexes").path(0).asText()),
              new IndexUid(swap.path("indexes").path(1).asText()),
              swap.path("rename").asBoolean()));
    }
    if (object.has("newIndexUid")) {
      moves.add(
          new Catalog.Swap(
              new IndexUid(object.get("oldIndexUid").asText()),
              new IndexUid(object.get("newIndexUid").asText()),
              true));
    }
    return moves;
  }

  /** The swaps of a swap task with other names. */
  static String swapsRenamed(String details, UnaryOperator<String> rename) {
    ObjectNode object = read(details);
    for (JsonNode swap : object.path("swaps")) {
      var names = (ArrayNode) swap.get("indexes");
      for (int i = 0; i < names.size(); i++) {
        names.set(i, rename.apply(names.get(i).asText()));
      }
    }
    return object.toString();
  }

  private static ObjectNode read(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("expected details to be a JSON object", e);
    }
  }
}
