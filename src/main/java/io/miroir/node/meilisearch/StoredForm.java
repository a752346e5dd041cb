package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Documents in the form that a Meilisearch node keeps: with our fields at their end. */
final class StoredForm {
  private StoredForm() {}

  /**
   * @param document a JSON object with at least its key
   */
  static void write(
      ByteArrayOutputStream out, byte[] document, int shard, long ordinal, long sequence) {
    int end = document.length - 1;
    while (document[end] != '}') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      // A line break between tokens would end the NDJSON line; within strings there is none.
      out.write(document[i] == '\n' || document[i] == '\r' ? ' ' : document[i]);
    }
    append(
        out,
        ",\"%s\":\"%s\",\"%s\":\"%s\",\"%s\":\"%s\"}\n"
            .formatted(
                Reserved.SHARD,
                Reserved.live(shard),
                Reserved.ORDINAL,
                Reserved.number(ordinal),
                Reserved.SEQUENCE,
                Reserved.number(sequence)));
  }

  /** What stands for a deleted document, so that deletions are ordered like all other writes. */
  static void tombstone(
      ByteArrayOutputStream out, String keyField, String key, int shard, long sequence) {
    line(
        out,
        new JsonWriter()
            .object()
            .field(keyField, key)
            .field(Reserved.SHARD, Reserved.dead(shard))
            .field(Reserved.SEQUENCE, Reserved.number(sequence)));
  }

  static void marker(
      ByteArrayOutputStream out, String keyField, String key, long sequence, long floor) {
    line(
        out,
        new JsonWriter()
            .object()
            .field(keyField, key)
            .field(Reserved.SEQUENCE, Reserved.number(sequence))
            .field(Reserved.FLOOR, Reserved.number(floor)));
  }

  private static void line(ByteArrayOutputStream out, JsonWriter object) {
    append(out, object.endObject() + "\n");
  }

  private static void append(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes our fields. */
  static ObjectNode strip(ObjectNode document) {
    document.remove(Reserved.SHARD);
    document.remove(Reserved.SEQUENCE);
    document.remove(Reserved.ORDINAL);
    document.remove(Reserved.FLOOR);
    return document;
  }
}
