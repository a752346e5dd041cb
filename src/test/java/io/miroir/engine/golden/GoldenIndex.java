package io.miroir.engine.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.golden.GoldenFolder.Variant;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.engine.store.IndexView;
import io.miroir.engine.store.MemoryIndexer;
import io.miroir.engine.store.MemoryView;
import io.miroir.engine.store.StoredViews;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the index of a variant in memory, step by step where its history was recorded. */
final class GoldenIndex {
  private record Entry(long ordinal, String document) {}

  private final Variant variant;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private Settings settings;
  private long next;

  private GoldenIndex(Variant variant) {
    this.variant = variant;
    this.settings = SettingsPatch.parse(variant.settings()).applyTo(Settings.DEFAULT);
  }

  /** With {@code -Dgolden.store=true} the index lies on disk. */
  static IndexView build(Variant variant) {
    var index = new GoldenIndex(variant);
    if (variant.manifest().has("operations")) {
      variant.manifest().get("operations").forEach(index::apply);
    } else {
      variant.documents().forEach(line -> index.put(GoldenFolder.json(line), line));
    }
    return Boolean.getBoolean("golden.store") ? index.stored() : index.view();
  }

  private IndexView stored() {
    List<StoredViews.Entry> all =
        entries.entrySet().stream()
            .map(
                entry ->
                    new StoredViews.Entry(
                        entry.getKey(),
                        entry.getValue().ordinal(),
                        entry.getValue().document().getBytes(StandardCharsets.UTF_8)))
            .sorted(Comparator.comparingLong(StoredViews.Entry::ordinal))
            .toList();
    return StoredViews.of(settings, all);
  }

  private MemoryView view() {
    var indexer = new MemoryIndexer(settings);
    entries.entrySet().stream()
        .sorted((a, b) -> Long.compare(a.getValue().ordinal(), b.getValue().ordinal()))
        .forEach(
            entry ->
                indexer.add(
                    entry.getKey(),
                    entry.getValue().ordinal(),
                    entry.getValue().document().getBytes(StandardCharsets.UTF_8)));
    return indexer.build();
  }

  private void apply(JsonNode operation) {
    switch (operation.get("op").asText()) {
      case "add" -> operation.get("documents").forEach(document -> put(document, document + ""));
      case "update" -> operation.get("documents").forEach(this::update);
      case "delete" -> operation.get("ids").forEach(id -> entries.remove(id.asText()));
      case "clear" -> entries.clear();
      case "settings" ->
          settings = SettingsPatch.parse(operation.get("settings").toString()).applyTo(settings);
      case "delete-filter" -> {
        MemoryView view = view();
        GoldenEngine.FILTERS
            .evaluate(operation.get("filter").toString(), view)
            .forEach((int document) -> entries.remove(view.key(document)));
      }
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    }
  }

  private void put(JsonNode document, String text) {
    String key = document.get(variant.primaryKey()).asText();
    Entry old = entries.get(key);
    entries.put(key, new Entry(old == null ? next++ : old.ordinal(), text));
  }

  private void update(JsonNode document) {
    Entry old = entries.get(document.get(variant.primaryKey()).asText());
    var merged =
        old == null
            ? GoldenFolder.JSON.createObjectNode()
            : (ObjectNode) GoldenFolder.json(old.document());
    merged.setAll((ObjectNode) document);
    put(merged, merged.toString());
  }
}
