package io.miroir.engine.facet;

import io.miroir.engine.filter.FilterRules;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.FilterableRule;
import io.miroir.engine.store.IndexView;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which fields a list of facet names and patterns means (ranking reference, 6.2). */
public final class FacetSelection {
  private FacetSelection() {}

  /**
   * The filterable fields that the index knows and the request means, by name.
   *
   * @throws ProblemException when a name or pattern has nothing to do with what is filterable
   */
  static SortedSet<String> select(List<String> facets, IndexView view) {
    check(facets, view.settings());
    FilterRules rules = new FilterRules(view.settings());
    TreeSet<String> known = new TreeSet<>();
    for (String name : view.fieldNames()) {
      if (rules.filterable(name)) {
        known.add(name);
      }
    }
    List<String> named =
        known.stream().filter(name -> FieldPatterns.anyMatches(facets, name)).toList();
    known.removeIf(name -> !FieldPatterns.anyCovers(named, name));
    return known;
  }

  /** Refuses facets that have nothing to do with what is filterable. */
  public static void check(List<String> facets, Settings settings) {
    for (String asked : facets) {
      checkOne(asked, settings);
    }
  }

  private static void checkOne(String asked, Settings settings) {
    FilterRules rules = new FilterRules(settings);
    List<FilterableRule> all = settings.filterableAttributes();
    int refusing = rules.ruleOf(asked);
    if (refusing >= 0 && allowsFilter(all.get(refusing))) {
      return;
    }
    for (int i = 0; i < all.size() && refusing < 0; i++) {
      if (overlaps(all.get(i), asked)) {
        if (allowsFilter(all.get(i)) || all.stream().anyMatch(rule -> allows(rule, asked))) {
          return;
        }
        refusing = i;
      }
    }
    throw refusal(asked, refusing, rules);
  }

  private static boolean allows(FilterableRule rule, String asked) {
    return allowsFilter(rule) && overlaps(rule, asked);
  }

  private static boolean allowsFilter(FilterableRule rule) {
    return rule.equality() || rule.comparison();
  }

  private static boolean overlaps(FilterableRule rule, String asked) {
    for (String pattern : rule.patterns()) {
      if (FieldPatterns.covers(asked, pattern)
          || FieldPatterns.covers(pattern, asked)
          || !rule.legacy()
              && (FieldPatterns.matches(asked, pattern) || FieldPatterns.matches(pattern, asked))) {
        return true;
      }
    }
    return false;
  }

  private static ProblemException refusal(String asked, int rule, FilterRules rules) {
    String message;
    if (rule >= 0) {
      message =
          ("Attribute `%s` matched rule #%d in filterableAttributes, but this rule does not enable"
                  + " filtering.\nHint: enable filtering in rule #%d by modifying the"
                  + " features.filter object\nHint: prepend another rule matching `%s` with"
                  + " appropriate filter features before rule #%d")
              .formatted(asked, rule, rule, asked, rule);
    } else {
      message =
          "Pattern `"
              + asked
              + "` is not filterable. "
              + (rules.patterns().isEmpty()
                  ? "This index does not have configured filterable attributes."
                  : "Available filterable attributes patterns are: `"
                      + String.join(", ", rules.patterns())
                      + "`.");
    }
    return ProblemException.of(
        ErrorCode.INVALID_SEARCH_FACETS, "Invalid facet distribution: " + message);
  }
}
