package io.miroir.engine.rank;

import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Refuses what the settings of the index do not allow a search to ask for. */
final class RequestChecks {
  private static final String GEO = "_geo";
  private static final String HIDDEN = "<..hidden-attributes>";

  private final Settings settings;

  RequestChecks(Settings settings) {
    this.settings = settings;
  }

  void check(SearchRequest request) {
    if (!request.sort().isEmpty()) {
      checkSort(request.sort());
    }
    request.distinct().ifPresent(this::checkDistinct);
  }

  private void checkSort(List<String> sort) {
    if (!settings.rankingRules().contains("sort")) {
      throw ProblemException.of(
          ErrorCode.INVALID_SEARCH_SORT,
          "You must specify where `sort` is listed in the rankingRules setting to use the sort"
              + " parameter at search time.");
    }
    for (String entry : sort) {
      String field =
          switch (RuleList.sort(entry)) {
            case RuleList.Step.Sort(String name, boolean ascending) -> name;
            default -> GEO;
          };
      if (!FieldPatterns.anyCovers(settings.sortableAttributes(), field)) {
        throw ProblemException.of(
            ErrorCode.INVALID_SEARCH_SORT,
            "Attribute `%s` is not sortable. %s"
                .formatted(field, available("sortable attributes", settings.sortableAttributes())));
      }
    }
  }

  private void checkDistinct(String field) {
    for (Settings.FilterableRule rule : settings.filterableAttributes()) {
      if (FieldPatterns.matches(rule, field)) {
        if (rule.equality() || rule.comparison()) {
          return;
        }
        break;
      }
    }
    List<String> patterns = new ArrayList<>();
    for (Settings.FilterableRule rule : settings.filterableAttributes()) {
      if (rule.equality() || rule.comparison()) {
        patterns.addAll(rule.patterns());
      }
    }
    throw ProblemException.of(
        ErrorCode.INVALID_SEARCH_DISTINCT,
        "Attribute `%s` is not filterable and thus, cannot be used as distinct attribute. %s"
            .formatted(field, available("filterable attributes patterns", patterns)));
  }

  private String available(String what, List<String> names) {
    var shown = new TreeSet<>(Utf8Order.ORDER);
    boolean hidden = false;
    List<String> displayed = settings.displayedAttributes();
    for (String name : names) {
      if (displayed.contains("*") || displayed.contains(name)) {
        shown.add(name);
      } else {
        hidden = true;
      }
    }
    if (names.isEmpty()) {
      return "This index does not have configured %s.".formatted(what.replace(" patterns", ""));
    }
    String list = String.join(", ", shown);
    if (hidden) {
      list += list.isEmpty() ? HIDDEN : ", " + HIDDEN;
    }
    return "Available %s are: `%s`.".formatted(what, list);
  }
}
