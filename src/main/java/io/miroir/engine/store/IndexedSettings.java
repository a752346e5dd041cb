package io.miroir.engine.store;

import io.miroir.engine.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of the settings that decides what lies in the index; all others act on queries. Two
 * settings with equal parts can share an index.
 */
record IndexedSettings(
    List<String> searchable,
    List<List<String>> filterable,
    Set<String> sortable,
    Set<String> ruleFields,
    Optional<String> distinct,
    List<String> stopWords,
    List<String> nonSeparators,
    List<String> separators,
    List<String> dictionary,
    List<String> exactAttributes,
    boolean exactNumbers,
    Optional<List<Settings.LocalizedRule>> localized,
    Set<String> embedders) {

  static IndexedSettings of(Settings settings) {
    return new IndexedSettings(
        settings.searchableAttributes(),
        settings.filterableAttributes().stream().map(IndexedSettings::patterns).toList(),
        Set.copyOf(settings.sortableAttributes()),
        settings.rankingRules().stream()
            .filter(rule -> rule.endsWith(":asc") || rule.endsWith(":desc"))
            .map(rule -> rule.substring(0, rule.lastIndexOf(':')))
            .collect(Collectors.toSet()),
        settings.distinctAttribute(),
        settings.stopWords(),
        settings.nonSeparatorTokens(),
        settings.separatorTokens(),
        settings.dictionary(),
        settings.typoTolerance().disableOnAttributes(),
        settings.typoTolerance().disableOnNumbers(),
        settings.localizedAttributes(),
        settings.embedders().keySet());
  }

  /** A plain name covers nested fields, a pattern does not: they differ. */
  private static List<String> patterns(Settings.FilterableRule rule) {
    return rule.legacy() ? List.of("", rule.patterns().getFirst()) : rule.patterns();
  }
}
