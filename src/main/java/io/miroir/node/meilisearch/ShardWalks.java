package io.miroir.node.meilisearch;

import io.miroir.engine.Changes;
import io.miroir.engine.DocumentHash;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.query.Utf8Order;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonWriter;
import io.miroir.model.ShardId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads whole shards of a server: for repairs and comparisons. Blocks. */
final class ShardWalks {
  private static final int KEYS_MAX = 200;
  private static final int WALKS_MAX = 16;

  private final StoredReader reader;

  /** The keys of walks under way, in order: a walk sees the keys that were there at its start. */
  private final Map<ShardId, List<String>> keys = new ConcurrentHashMap<>();

  ShardWalks(StoredReader reader) {
    this.reader = reader;
  }

  private List<StoredReader.Row> rows(
      ShardId shard, String keyField, boolean deadToo, Instant deadline) {
    String live = Reserved.live(shard.number());
    String filter =
        deadToo
            ? "%s IN [\"%s\", \"%s\"]"
                .formatted(Reserved.SHARD, live, Reserved.dead(shard.number()))
            : "%s = \"%s\"".formatted(Reserved.SHARD, live);
    return reader.byFilter(shard.index(), keyField, filter, false, deadline);
  }

  /** As an embedded node computes it, so that copies on both kinds can be compared. */
  Fingerprint fingerprint(ShardId shard, String keyField, long sequence, Instant deadline) {
    List<StoredReader.Row> rows = rows(shard, keyField, false, deadline);
    long sum = 0;
    for (StoredReader.Row row : rows) {
      sum += DocumentHash.of(row.key(), row.sequence(), row.ordinal());
    }
    return new Fingerprint(rows.size(), sum, sequence);
  }

  Changes changes(
      ShardId shard,
      String keyField,
      WriteRound.Progress progress,
      long after,
      int limit,
      Instant deadline) {
    List<StoredReader.Row> changed =
        rows(shard, keyField, true, deadline).stream()
            .filter(row -> row.sequence() > after)
            .sorted(Comparator.comparingLong(StoredReader.Row::sequence))
            .toList();
    int size = Math.min(changed.size(), Math.min(limit, KEYS_MAX));
    // Keys of one write share no number, but a clearing deletes many under one: never cut there.
    while (size > 0
        && size < changed.size()
        && changed.get(size).sequence() == changed.get(size - 1).sequence()) {
      size++;
    }
    List<StoredReader.Row> run = changed.subList(0, size);
    Map<String, StoredReader.Row> whole =
        reader.byKey(
            shard.index(),
            keyField,
            run.stream().filter(row -> !row.dead()).map(StoredReader.Row::key).toList(),
            true,
            deadline);
    List<Changes.Change> changes = new ArrayList<>();
    for (StoredReader.Row row : run) {
      StoredReader.Row now = whole.get(row.key());
      if (row.dead()) {
        changes.add(new Changes.Change(row.key(), 0, row.sequence(), true, new byte[0]));
      } else if (now != null && now.sequence() == row.sequence()) {
        StoredDocument stored = now.stored();
        changes.add(
            new Changes.Change(row.key(), row.ordinal(), row.sequence(), false, stored.document()));
      }
    }
    boolean all = size == changed.size();
    long last = all ? Math.max(after, progress.sequence()) : run.getLast().sequence();
    return new Changes(after >= progress.floor(), changes, last);
  }

  List<StoredDocument> page(
      ShardId shard, String keyField, Optional<String> afterKey, int limit, Instant deadline) {
    List<String> all = afterKey.isEmpty() ? null : keys.get(shard);
    if (all == null) {
      all =
          rows(shard, keyField, false, deadline).stream()
              .map(StoredReader.Row::key)
              .sorted(Utf8Order::compare)
              .toList();
      if (keys.size() < WALKS_MAX || keys.containsKey(shard)) {
        keys.put(shard, all);
      }
    }
    List<String> rest =
        all.stream()
            .filter(key -> afterKey.isEmpty() || Utf8Order.compare(key, afterKey.get()) > 0)
            .toList();
    List<StoredDocument> page = new ArrayList<>();
    // A page of keys that are all gone by now is not the end.
    int size = Math.max(1, Math.min(limit, KEYS_MAX));
    for (int from = 0; from < rest.size() && page.isEmpty(); from += size) {
      List<String> some = rest.subList(from, Math.min(rest.size(), from + size));
      reader.byKey(shard.index(), keyField, some, true, deadline).values().stream()
          .filter(row -> !row.dead())
          .map(StoredReader.Row::stored)
          .sorted((a, b) -> Utf8Order.compare(a.key(), b.key()))
          .forEach(page::add);
    }
    if (page.isEmpty()) {
      keys.remove(shard);
    }
    return page;
  }

  List<String> matching(ShardId shard, String keyField, String filter, Instant deadline) {
    JsonWriter body = new JsonWriter().object().field("limit", StoredReader.ALL);
    body.name("filter").array();
    body.string("%s = \"%s\"".formatted(Reserved.SHARD, Reserved.live(shard.number())));
    var theirs = JsonSyntax.parse(filter);
    if (theirs.isArray()) {
      theirs.forEach(body::node);
    } else {
      body.node(theirs);
    }
    body.endArray().name("fields").strings(List.of(keyField, Reserved.ORDINAL));
    List<StoredReader.Row> rows = new ArrayList<>();
    reader
        .fetch(shard.index(), body, deadline)
        .forEach(document -> rows.add(StoredReader.row(document, keyField)));
    return rows.stream()
        .sorted(Comparator.comparingLong(StoredReader.Row::ordinal))
        .map(StoredReader.Row::key)
        .toList();
  }
}
