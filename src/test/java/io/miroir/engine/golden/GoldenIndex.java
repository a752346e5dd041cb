package io.miroir.engine.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.LocalEngine;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.golden.GoldenFolder.Variant;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.model.IndexId;
import io.miroir.model.WriteOperation;
import io.miroir.model.WriteOperation.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Builds the index of a variant in the engine, over as many shards as new indexes have, step by
 * step where its history was recorded.
 */
final class GoldenIndex {
  static final int[] SHARDS = IntStream.range(0, 16).toArray();

  /** No answer of a test may depend on the speed of the machine. */
  private static final String PATIENT = "{\"searchCutoffMs\": 600000}";

  private final Variant variant;
  private final EngineIndex index;
  private final Map<Integer, List<WriteOperation>> batch = new TreeMap<>();
  private Settings settings;
  private long version = 1;
  private long next;

  private GoldenIndex(Variant variant, LocalEngine engine) throws IOException {
    this.variant = variant;
    this.settings = patched(patched(Settings.DEFAULT, variant.settings()), PATIENT);
    this.index = engine.create(new IndexId(id(variant)), definition());
  }

  private static String id(Variant variant) {
    return variant.indexUid().replaceAll("[^A-Za-z0-9]", "");
  }

  static EngineIndex build(Variant variant, LocalEngine engine) throws IOException {
    var index = new GoldenIndex(variant, engine);
    if (variant.manifest().has("operations")) {
      for (JsonNode operation : variant.manifest().get("operations")) {
        index.apply(operation);
      }
    } else {
      variant.documents().forEach(line -> index.put(Kind.REPLACE, GoldenFolder.json(line), line));
      index.write();
    }
    return index.index;
  }

  static void drop(Variant variant, LocalEngine engine) throws IOException {
    engine.drop(new IndexId(id(variant)));
  }

  private static Settings patched(Settings settings, String patch) {
    return SettingsPatch.parse(patch).applyTo(settings);
  }

  private IndexDefinition definition() {
    return new IndexDefinition(SHARDS.length, Optional.of(variant.primaryKey()), version, settings);
  }

  private void apply(JsonNode operation) throws IOException {
    switch (operation.get("op").asText()) {
      case "add" -> operation.get("documents").forEach(each -> put(Kind.REPLACE, each, each + ""));
      case "update" ->
          operation.get("documents").forEach(each -> put(Kind.UPDATE, each, each + ""));
      case "delete" -> operation.get("ids").forEach(id -> delete(id.asText()));
      case "clear" -> {
        for (int shard : SHARDS) {
          add(shard, WriteOperation.clear());
        }
      }
      case "settings" -> {
        settings = patched(settings, operation.get("settings").toString());
        version++;
        index.define(definition());
      }
      case "delete-filter" -> {
        for (int shard : SHARDS) {
          index.keys(operation.get("filter").toString(), shard).forEach(this::delete);
        }
      }
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    }
    write();
  }

  private void put(Kind kind, JsonNode document, String text) {
    String key = document.get(variant.primaryKey()).asText();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(shard(key), new WriteOperation(kind, key, next, 0, bytes));
  }

  private void delete(String key) {
    add(shard(key), WriteOperation.delete(key));
  }

  private static int shard(String key) {
    return Math.floorMod(key.hashCode(), SHARDS.length);
  }

  private void add(int shard, WriteOperation operation) {
    next++;
    batch.computeIfAbsent(shard, s -> new ArrayList<>()).add(operation.withSequence(next));
  }

  private void write() throws IOException {
    List<ShardWrite> writes =
        batch.entrySet().stream()
            .map(entry -> new ShardWrite(entry.getKey(), entry.getValue()))
            .toList();
    if (!writes.isEmpty()) {
      index.write(writes);
    }
    batch.clear();
    index.refresh();
  }
}
