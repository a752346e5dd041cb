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
}
