package io.miroir.operations.dump;

import io.miroir.engine.settings.SettingsJson;
import io.miroir.json.JsonWriter;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;

/**
 * Writes everything the cluster holds as a dump of Meilisearch's format V6 (API reference, 18).
 * Every acknowledged write before the call is in it; writes meanwhile may be. The history of tasks
 * is not, and there are no API keys to write.
 */
final class DumpWriter {
  private static final String FORMAT = "V6";
  private static final String API_VERSION = "1.50.0";

  private final RoutingTables tables;
  private final ShardDocuments documents;

  DumpWriter(RoutingTables tables, ShardDocuments documents) {
    this.tables = tables;
    this.documents = documents;
  }

  void write(Path target, Instant now) throws IOException {
    RoutingTable table = tables.current();
    try (DumpFile file = new DumpFile(target)) {
      file.add("metadata.json", metadata(now));
      file.add("keys.jsonl", "");
      file.add("tasks/queue.jsonl", "");
      file.add("experimental-features.json", features(table));
      var uids = new TreeMap<>(table.uids());
      for (IndexUid uid : uids.keySet()) {
        IndexEntry index = table.index(uid).orElseThrow();
        String directory = "indexes/" + uid + "/";
        file.add(directory + "metadata.json", metadata(index));
        file.add(directory + "settings.json", SettingsJson.stored(index.settings()));
        file.add(directory + "documents.jsonl", out -> documents.write(index, out));
      }
      file.publish();
    }
  }

  private static String metadata(Instant now) {
    return new JsonWriter()
        .object()
        .field("dumpVersion", FORMAT)
        .field("dbVersion", API_VERSION)
        .field("dumpDate", now)
        .endObject()
        .toString();
  }

  private static String metadata(IndexEntry index) {
    return new JsonWriter()
        .object()
        .field("uid", index.uid().value())
        .fieldOrNull("primaryKey", index.primaryKey())
        .field("createdAt", index.createdAt())
        .field("updatedAt", index.updatedAt())
        .endObject()
        .toString();
  }

  private static String features(RoutingTable table) {
    JsonWriter out = new JsonWriter().object();
    for (Feature feature : Feature.values()) {
      out.field(feature.json(), table.has(feature));
    }
    return out.endObject().toString();
  }
}
