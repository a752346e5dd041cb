package io.miroir.engine.analysis;

import io.miroir.engine.settings.Settings;
import java.util.List;

/** Tokenizers for tests. */
final class TestTokenizers {
  private TestTokenizers() {}

  static Tokenizer plain() {
    return Tokenizer.of(Settings.DEFAULT);
  }

  static Tokenizer with(
      List<String> stopWords,
      List<String> separators,
      List<String> nonSeparators,
      List<String> dictionary) {
    Settings base = Settings.DEFAULT;
    return Tokenizer.of(
        new Settings(
            base.displayedAttributes(),
            base.searchableAttributes(),
            base.filterableAttributes(),
            base.sortableAttributes(),
            base.rankingRules(),
            stopWords,
            nonSeparators,
            separators,
            dictionary,
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
            base.chat()));
  }
}
