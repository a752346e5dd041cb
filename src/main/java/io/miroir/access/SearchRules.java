package io.miroir.access;

import io.miroir.model.IndexUid;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tenant token opens: patterns of indexes, each with the filter that restricts its searches.
 *
 * @param rules a pattern's filter as JSON text, if it has one
 */
record SearchRules(Map<String, Optional<String>> rules, List<String> wildcards) {

  static SearchRules of(Map<String, Optional<String>> rules) {
    List<String> wildcards =
        rules.keySet().stream()
            .filter(pattern -> pattern.endsWith("*"))
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    return new SearchRules(Map.copyOf(rules), wildcards);
  }

  /** The pattern that decides: the uid itself, else the longest prefix. */
  private Optional<String> pattern(IndexUid uid) {
    if (rules.containsKey(uid.value())) {
      return Optional.of(uid.value());
    }
    for (String wildcard : wildcards) {
      if (IndexPatterns.matches(wildcard, uid.value())) {
        return Optional.of(wildcard);
      }
    }
    return Optional.empty();
  }

  boolean covers(IndexUid uid) {
    return pattern(uid).isPresent();
  }

  Optional<String> filter(IndexUid uid) {
    return pattern(uid).flatMap(rules::get);
  }

  IndexPatterns patterns() {
    return IndexPatterns.of(rules.keySet());
  }
}
