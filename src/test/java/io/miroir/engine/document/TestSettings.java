package io.miroir.engine.document;

import io.miroir.engine.settings.Settings;
import java.util.List;

/** Settings for tests. */
final class TestSettings {
  private TestSettings() {}

  static Settings with(List<String> filterable, List<String> stopWords, List<String> searchable) {
    Settings base = Settings.DEFAULT;
    return new Settings(
        base.displayedAttributes(),
        searchable.isEmpty() ? base.searchableAttributes() : searchable,
        filterable.stream().map(Settings.FilterableRule::named).toList(),
        base.sortableAttributes(),
        base.rankingRules(),
        stopWords,
        base.nonSeparatorTokens(),
        base.separatorTokens(),
        base.dictionary(),
        base.synonyms(),
        base.distinctAttribute(),
        base.proximityPrecision(),
        base.typoTolerance(),
        base.faceting(),
        base.maxTotalHits(),
        base.embedders(),
        base.searchCutoffMs(),
        base.localizedAttributes(),
        base.facetSearch(),
        base.prefixSearch(),
        base.chat());
  }

  static Settings embedding(String... names) {
    Settings base = Settings.DEFAULT;
    java.util.Map<String, Settings.Embedder> embedders = new java.util.TreeMap<>();
    for (String name : names) {
      embedders.put(
          name,
          new Settings.Embedder(
              "userProvided",
              java.util.OptionalLong.empty(),
              false,
              java.util.Optional.empty(),
              "{}"));
    }
    return new Settings(
        base.displayedAttributes(),
        base.searchableAttributes(),
        base.filterableAttributes(),
        base.sortableAttributes(),
        base.rankingRules(),
        base.stopWords(),
        base.nonSeparatorTokens(),
        base.separatorTokens(),
        base.dictionary(),
        base.synonyms(),
        base.distinctAttribute(),
        base.proximityPrecision(),
        base.typoTolerance(),
        base.faceting(),
        base.maxTotalHits(),
        embedders,
        base.searchCutoffMs(),
        base.localizedAttributes(),
        base.facetSearch(),
        base.prefixSearch(),
        base.chat());
  }
}
