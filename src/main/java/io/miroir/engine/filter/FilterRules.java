package io.miroir.engine.filter;

import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.FilterableRule;
import java.util.List;
import java.util.TreeSet;

/** What {@code filterableAttributes} allows (API reference, 12.5). */
public final class FilterRules {
  private final List<FilterableRule> rules;

  public FilterRules(Settings settings) {
    this.rules = settings.filterableAttributes();
  }

  /** The place of the first rule about a field, or -1. */
  public int ruleOf(String field) {
    for (int i = 0; i < rules.size(); i++) {
      if (FieldPatterns.matches(rules.get(i), field)) {
        return i;
      }
    }
    return -1;
  }

  public FilterableRule rule(int place) {
    return rules.get(place);
  }

  public boolean filterable(String field) {
    int place = ruleOf(field);
    return place >= 0 && allowsAny(rules.get(place));
  }

  public boolean facetSearchable(String field) {
    int place = ruleOf(field);
    return place >= 0 && rules.get(place).facetSearch();
  }

  private static boolean allowsAny(FilterableRule rule) {
    return rule.equality() || rule.comparison();
  }

  /** Whether {@code _geo} or {@code _geojson} is listed as a plain name, which alone enables it. */
  boolean plain(String field) {
    for (FilterableRule rule : rules) {
      if (rule.legacy() && rule.patterns().contains(field)) {
        return true;
      }
    }
    return false;
  }

  /** All patterns that allow some filter, sorted. */
  public TreeSet<String> patterns() {
    TreeSet<String> patterns = new TreeSet<>();
    for (FilterableRule rule : rules) {
      if (allowsAny(rule)) {
        patterns.addAll(rule.patterns());
      }
    }
    return patterns;
  }

  /** Why a field can't be filtered. */
  String notFilterable(String field) {
    TreeSet<String> patterns = patterns();
    return "Attribute `"
        + field
        + "` is not filterable. "
        + (patterns.isEmpty()
            ? "This index does not have configured filterable attributes."
            : "Available filterable attribute patterns are: `"
                + String.join("`, `", patterns)
                + "`.");
  }

  /** Why an operator can't be used on a field, or null when it can. */
  String refusal(String field, Filter.Test test) {
    int place = ruleOf(field);
    FilterableRule rule = rules.get(place);
    String operator =
        switch (test) {
          case Filter.Equal e -> rule.equality() ? null : "=";
          case Filter.NotEqual e -> rule.equality() ? null : "!=";
          case Filter.In in -> rule.equality() || in.values().isEmpty() ? null : "=";
          case Filter.Compare compare -> rule.comparison() ? null : compare.comparison().sign();
          case Filter.Between between -> rule.comparison() ? null : "TO";
          case Filter.Exists e -> null;
          case Filter.IsNull e -> null;
          case Filter.IsEmpty e -> null;
          case Filter.Contains e -> null;
          case Filter.StartsWith e -> null;
        };
    if (operator == null) {
      return null;
    }
    String kind = rule.equality() ? "comparison" : "equality";
    String allowed = rule.equality() ? "=, !=, IN" : "<, >, <=, >=, TO";
    return ("Filter operator `%s` is not allowed for the attribute `%s`.\n"
            + "  - Note: allowed operators: OR, AND, NOT, %s, IS EMPTY, IS NULL, EXISTS.\n"
            + "  - Note: field `%s` matched rule #%d in `filterableAttributes`\n"
            + "  - Hint: enable %s in rule #%d by modifying the features.filter object\n"
            + "  - Hint: prepend another rule matching `%s` with appropriate filter features before"
            + " rule #%d")
        .formatted(operator, field, allowed, field, place, kind, place, field, place);
  }
}
