package io.miroir.engine.document;

import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** What the settings say of a field's indexing. Immutable. */
public final class FieldFacts {
  private static final List<String> RESERVED = List.of("_vectors", "_geo", "_geojson");

  private final List<String> searchable;
  private final List<String> exact;
  private final List<Settings.FilterableRule> filterable;
  private final List<String> valued;
  private final List<Settings.LocalizedRule> localized;

  public FieldFacts(Settings settings) {
    searchable = settings.searchableAttributes().stream().distinct().toList();
    exact = settings.typoTolerance().disableOnAttributes();
    filterable = settings.filterableAttributes();
    localized = settings.localizedAttributes().orElse(List.of());
    List<String> names = new ArrayList<>(settings.sortableAttributes());
    settings.distinctAttribute().ifPresent(names::add);
    for (String rule : settings.rankingRules()) {
      if (rule.endsWith(":asc") || rule.endsWith(":desc")) {
        names.add(rule.substring(0, rule.lastIndexOf(':')));
      }
    }
    valued = List.copyOf(names);
  }

  /** The weight of a searchable field: its place in the list; -1 when it is not searched. */
  public int weight(String name) {
    if (FieldPatterns.anyCovers(RESERVED, name)) {
      return -1;
    }
    if (searchable.contains("*")) {
      return 0;
    }
    for (int i = 0; i < searchable.size(); i++) {
      if (FieldPatterns.covers(searchable.get(i), name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether all words of the field stand in exact places. */
  public boolean exact(String name) {
    return FieldPatterns.anyCovers(exact, name);
  }

  /** Whether the values of the field are kept for filters, sorts, facets or distinct. */
  public boolean valued(String name) {
    if (FieldPatterns.anyCovers(valued, name)) {
      return true;
    }
    for (Settings.FilterableRule rule : filterable) {
      if (FieldPatterns.matches(rule, name)) {
        return true;
      }
    }
    return false;
  }

  /** The languages that the texts of the field may be in; empty: detection. */
  public List<String> locales(String name) {
    for (Settings.LocalizedRule rule : localized) {
      if (FieldPatterns.anyMatches(rule.attributePatterns(), name)) {
        return rule.locales();
      }
    }
    return List.of();
  }
}
