package io.miroir.operations.dump;

import akka.util.ByteString;
import io.miroir.access.Keys;
import io.miroir.catalog.Catalog;
import io.miroir.ingest.BulkWriter;
import io.miroir.ingest.DocumentWrites;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.IndexTasks;
import io.miroir.tasks.SqlTasks;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The rooms that an import writes to.
 *
 * @param writes carries out additions that were enqueued when a dump was made
 */
public record ImportTarget(
    Catalog catalog,
    IndexTasks indexTasks,
    SqlTasks tasks,
    BulkWriter bulk,
    DocumentWrites writes,
    Keys keys,
    RoutingTables tables) {

  CompletionStage<Void> features(Map<Feature, Boolean> flags) {
    return catalog.switchFeatures(flags);
  }

  CompletionStage<Optional<IndexEntry>> find(IndexUid uid) {
    return catalog.find(uid);
  }

  Set<IndexUid> indexUids() {
    return tables.current().uids().keySet();
  }

  CompletionStage<Void> write(IndexEntry index, byte[] lines, long first) {
    return bulk.write(index, ByteString.fromArrayUnsafe(lines), first);
  }
}
