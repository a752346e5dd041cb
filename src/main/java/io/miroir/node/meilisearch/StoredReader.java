package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.StoredDocument;
import io.miroir.json.JsonWriter;
import io.miroir.model.IndexId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what one index of a node holds, our fields and markers included. */
final class StoredReader {
  private static final int IDS_MAX = 1000;
  static final int ALL = 100_000_000;

  private final NodeHttp http;

  StoredReader(NodeHttp http) {
    this.http = http;
  }

  /** A document as it lies there. */
  record Row(
      String key, boolean dead, long ordinal, long sequence, long floor, ObjectNode document) {
    StoredDocument stored() {
      return new StoredDocument(
          key, ordinal, sequence, NodeIndexes.bytes(StoredForm.strip(document.deepCopy())));
    }
  }

  /**
   * The documents of these keys that are there, markers and tombstones too.
   *
   * @param whole false: our fields only
   */
  Map<String, Row> byKey(
      IndexId index, String keyField, Collection<String> keys, boolean whole, Instant deadline) {
    Map<String, Row> found = new HashMap<>();
    List<String> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += IDS_MAX) {
      List<String> some = all.subList(from, Math.min(all.size(), from + IDS_MAX));
      JsonWriter body = new JsonWriter().object().name("ids").strings(some);
      fields(body, keyField, whole).field("limit", some.size());
      for (JsonNode document : fetch(index, body, deadline)) {
        Row row = row(document, keyField);
        found.put(row.key(), row);
      }
    }
    return found;
  }

  /** Every document whose shard field has one of these values. */
  List<Row> byFilter(
      IndexId index, String keyField, String filter, boolean whole, Instant deadline) {
    JsonWriter body = new JsonWriter().object().field("filter", filter).field("limit", ALL);
    fields(body, keyField, whole);
    List<Row> rows = new java.util.ArrayList<>();
    fetch(index, body, deadline).forEach(document -> rows.add(row(document, keyField)));
    return rows;
  }

  private static JsonWriter fields(JsonWriter body, String keyField, boolean whole) {
    if (whole) {
      return body.field("retrieveVectors", true);
    }
    return body.name("fields")
        .strings(
            List.of(keyField, Reserved.SHARD, Reserved.ORDINAL, Reserved.SEQUENCE, Reserved.FLOOR));
  }

  JsonNode fetch(IndexId index, JsonWriter body, Instant deadline) {
    return http.post(
            NodeIndexes.path(index) + "/documents/fetch", body.endObject().toString(), deadline)
        .path("results");
  }

  static Row row(JsonNode document, String keyField) {
    return new Row(
        document.path(keyField).asText(),
        Reserved.isDead(document.path(Reserved.SHARD).asText()),
        Reserved.number(document.path(Reserved.ORDINAL).asText()),
        Reserved.number(document.path(Reserved.SEQUENCE).asText()),
        Reserved.number(document.path(Reserved.FLOOR).asText()),
        withoutEmptyVectors((ObjectNode) document));
  }

  /** A node shows an empty object of vectors for documents that never had any. */
  private static ObjectNode withoutEmptyVectors(ObjectNode document) {
    if (document.path("_vectors").isObject() && document.path("_vectors").isEmpty()) {
      document.remove("_vectors");
    }
    return document;
  }
}
