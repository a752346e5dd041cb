package io.miroir.engine.facet;

import io.miroir.engine.analysis.Tokenizer;
import io.miroir.engine.document.FieldFacts;
import io.miroir.engine.filter.FilterRules;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.TypoDistance;
import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.store.FacetColumn;
import io.miroir.engine.store.IndexView;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.roaringbitmap.RoaringBitmap;

/** Searches in the string values of one facet (ranking reference, 6.3). */
public final class FacetSearch {
  private static final Comparator<FacetCounts.Value> BY_COUNT =
      Comparator.comparingLong(FacetCounts.Value::count)
          .thenComparing(FacetCounts.Value::shown, Utf8Order.ORDER)
          .reversed();

  private final IndexView view;
  private final String field;
  private final List<String> locales;

  /**
   * @param locales of the request; those of the field's rule apply when it has one
   */
  public FacetSearch(IndexView view, String field, List<String> locales) {
    this.view = view;
    this.field = field;
    List<String> ruled = new FieldFacts(view.settings()).locales(field);
    List<String> shared = ruled.stream().filter(locales::contains).toList();
    this.locales = ruled.isEmpty() ? locales : locales.isEmpty() ? ruled : shared;
  }

  /**
   * Checks that the field may be searched.
   *
   * @throws ProblemException when it may not
   */
  public static void check(String field, Settings settings) {
    FilterRules rules = new FilterRules(settings);
    if (!rules.facetSearchable(field)) {
      throw ProblemException.of(
          ErrorCode.INVALID_FACET_SEARCH_FACET_NAME, refusal(field, rules, settings));
    }
    if (!settings.facetSearch()) {
      throw ProblemException.of(
          ErrorCode.FACET_SEARCH_DISABLED, "The facet search is disabled for this index");
    }
  }

  private static String refusal(String field, FilterRules rules, Settings settings) {
    String start = "Attribute `" + field + "` is not facet-searchable. ";
    int rule = rules.ruleOf(field);
    if (rule >= 0) {
      return start
          + ("Note: this attribute matches rule #%d in filterableAttributes, but this rule does not"
                  + " enable facetSearch.\nHint: enable facetSearch in rule #%d by adding"
                  + " `\"facetSearch\": true` to the rule.\nHint: prepend another rule matching %s"
                  + " with facetSearch: true before rule #%d")
              .formatted(rule, rule, field, rule);
    }
    TreeSet<String> patterns = new TreeSet<>();
    settings.filterableAttributes().stream()
        .filter(Settings.FilterableRule::facetSearch)
        .forEach(each -> patterns.addAll(each.patterns()));
    return start
        + (patterns.isEmpty()
            ? "This index does not have configured facet-searchable attributes."
            : "Available facet-searchable attributes patterns are: `"
                + String.join(", ", patterns)
                + "`.")
        + " To make it facet-searchable add it to the `filterableAttributes` index settings.";
  }

  /**
   * The values that match, each with its number of candidates, ordered; perhaps more than shown.
   */
  public FacetSearchAnswer search(Optional<String> query, RoaringBitmap candidates) {
    FacetColumn column = view.facets(field);
    if (column == null) {
      return new FacetSearchAnswer(List.of());
    }
    Matcher matcher = new Matcher(query.map(this::lemma).orElse(""));
    List<Found> found = new ArrayList<>();
    for (int place = 0; place < column.strings(); place++) {
      if (!RoaringBitmap.intersects(column.withString(place), candidates)) {
        continue;
      }
      String lemma = lemma(column.string(place));
      if (matcher.matches(lemma)) {
        found.add(new Found(lemma, place));
      }
    }
    found.sort(Comparator.comparing(Found::lemma, Utf8Order.ORDER));
    return new FacetSearchAnswer(ordered(found, column, candidates));
  }

  private record Found(String lemma, int place) {}

  private List<FacetCounts.Value> ordered(
      List<Found> found, FacetColumn column, RoaringBitmap candidates) {
    Settings.Faceting faceting = view.settings().faceting();
    boolean byCount = FacetOrders.of(field, faceting) == FacetOrder.COUNT;
    List<FacetCounts.Value> values = new ArrayList<>();
    for (Found each : found) {
      if (!byCount && values.size() == faceting.maxValuesPerFacet()) {
        break;
      }
      values.add(value(each, column, candidates));
    }
    if (byCount) {
      values.sort(BY_COUNT);
    }
    return values;
  }

  private FacetCounts.Value value(Found found, FacetColumn column, RoaringBitmap candidates) {
    RoaringBitmap documents = column.withString(found.place());
    int first = view.byOrdinal(documents, 1)[0];
    return new FacetCounts.Value(
        false,
        column.spelling(found.place(), first),
        found.lemma() + '\0' + column.string(found.place()),
        0,
        RoaringBitmap.andCardinality(documents, candidates),
        view.ordinal(first));
  }

  private String lemma(String text) {
    return Tokenizer.lemma(text, locales);
  }

  /** Values that start with the query, typos allowed by its length in bytes. */
  private final class Matcher {
    private final String query;
    private final boolean whole;
    private final TypoDistance distance;

    Matcher(String query) {
      Settings.TypoTolerance typos = view.settings().typoTolerance();
      this.query = query;
      Tokenizer tokenizer = Tokenizer.of(view.settings());
      this.whole =
          !query.isEmpty()
              && typos.disableOnWords().stream()
                  .anyMatch(word -> tokenizer.joinedLemmas(word).equals(query));
      int budget = budget(typos);
      this.distance =
          budget == 0 ? null : new TypoDistance(query.codePoints().toArray(), true, budget);
    }

    private int budget(Settings.TypoTolerance typos) {
      int bytes = query.getBytes(StandardCharsets.UTF_8).length;
      if (!typos.enabled()
          || typos.disableOnAttributes().contains(field)
          || bytes < typos.minWordSizeForOneTypo()) {
        return 0;
      }
      return bytes < typos.minWordSizeForTwoTypos() ? 1 : 2;
    }

    boolean matches(String lemma) {
      if (whole) {
        return lemma.equals(query);
      }
      return lemma.startsWith(query) || distance != null && distance.of(lemma) != Integer.MAX_VALUE;
    }
  }
}
