package io.miroir.engine.facet;

import io.miroir.engine.document.NumberText;
import io.miroir.engine.filter.FilterRules;
import io.miroir.engine.query.FacetCounter;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.store.FacetColumn;
import io.miroir.engine.store.IndexView;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.roaringbitmap.RoaringBitmap;

/**
 * Counts facet values (ranking reference, 6.2). Numbers come first, then strings, each in its
 * order; cutting to the configured number of values is left to whoever merges shards, so more may
 * come.
 */
public final class FacetDistribution implements FacetCounter {

  /** Up to so many candidates numbers in alphabetic order are ordered as text. */
  private static final int TEXT_ORDER_CANDIDATES_MAX = 3000;

  @Override
  public List<FacetCounts> count(List<String> facets, RoaringBitmap candidates, IndexView view) {
    List<FacetCounts> found = new ArrayList<>();
    for (String field : FacetSelection.select(facets, view)) {
      FacetColumn column = view.facets(field);
      found.add(
          column == null
              ? new FacetCounts(field, List.of(), OptionalDouble.empty(), OptionalDouble.empty())
              : new FieldCount(field, column, candidates, view).counts());
    }
    return found;
  }

  /** The count of one field. */
  private static final class FieldCount {
    private final String field;
    private final FacetColumn column;
    private final RoaringBitmap candidates;
    private final IndexView view;
    private final int most;
    private final FacetOrder order;

    FieldCount(String field, FacetColumn column, RoaringBitmap candidates, IndexView view) {
      this.field = field;
      this.column = column;
      this.candidates = candidates;
      this.view = view;
      this.most = view.settings().faceting().maxValuesPerFacet();
      this.order = FacetOrders.of(field, view.settings().faceting());
    }

    FacetCounts counts() {
      IntArrayList numbers = numbersWithCandidates();
      OptionalDouble min = bound(numbers, 0);
      OptionalDouble max = bound(numbers, numbers.size() - 1);
      List<FacetCounts.Value> values = new ArrayList<>();
      orderNumbers(numbers).forEach(place -> values.add(number(place)));
      orderStrings(numbers.isEmpty()).forEach(place -> values.add(string(place)));
      return new FacetCounts(field, values, min, max);
    }

    private IntArrayList numbersWithCandidates() {
      IntArrayList places = new IntArrayList();
      for (int place = 0; place < column.numbers(); place++) {
        if (RoaringBitmap.intersects(column.withNumber(place), candidates)) {
          places.add(place);
        }
      }
      return places;
    }

    private OptionalDouble bound(IntArrayList numbers, int at) {
      return numbers.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(column.number(numbers.getInt(at)));
    }

    private IntArrayList orderNumbers(IntArrayList found) {
      if (order == FacetOrder.COUNT) {
        return CountOrder.order(live(true), this::candidatesWithNumber, true, true);
      }
      if (candidates.getCardinality() <= TEXT_ORDER_CANDIDATES_MAX) {
        found.sort(
            (left, right) ->
                NumberText.facet(column.number(left))
                    .compareTo(NumberText.facet(column.number(right))));
      }
      return found;
    }

    /**
     * @param alone no candidate has a number; then no more than the shown ones can matter in a
     *     merge
     */
    private IntArrayList orderStrings(boolean alone) {
      if (order == FacetOrder.COUNT) {
        return CountOrder.order(live(false), this::candidatesWithString, false, grouped());
      }
      IntArrayList places = new IntArrayList();
      for (int place = 0; place < column.strings(); place++) {
        if (RoaringBitmap.intersects(column.withString(place), candidates)) {
          places.add(place);
          if (alone && places.size() == most) {
            break;
          }
        }
      }
      return places;
    }

    /** The places of all values that some document of the view has. */
    private IntArrayList live(boolean numbers) {
      IntArrayList places = new IntArrayList();
      int end = numbers ? column.numbers() : column.strings();
      for (int place = 0; place < end; place++) {
        RoaringBitmap documents = numbers ? column.withNumber(place) : column.withString(place);
        if (!documents.isEmpty()) {
          places.add(place);
        }
      }
      return places;
    }

    private RoaringBitmap candidatesWithNumber(int place) {
      return RoaringBitmap.and(column.withNumber(place), candidates);
    }

    private RoaringBitmap candidatesWithString(int place) {
      return RoaringBitmap.and(column.withString(place), candidates);
    }

    /** Strings have groups when the field is sorted or filtered by comparison. */
    private boolean grouped() {
      Settings settings = view.settings();
      FilterRules rules = new FilterRules(settings);
      int rule = rules.ruleOf(field);
      if (rule >= 0 && rules.rule(rule).comparison()
          || FieldPatterns.anyCovers(settings.sortableAttributes(), field)) {
        return true;
      }
      return settings.rankingRules().stream()
          .filter(name -> name.endsWith(":asc") || name.endsWith(":desc"))
          .anyMatch(name -> FieldPatterns.covers(name.substring(0, name.lastIndexOf(':')), field));
    }

    private FacetCounts.Value number(int place) {
      RoaringBitmap documents = candidatesWithNumber(place);
      double value = column.number(place);
      String shown = NumberText.facet(value);
      return new FacetCounts.Value(true, shown, shown, value, documents.getLongCardinality(), 0);
    }

    private FacetCounts.Value string(int place) {
      RoaringBitmap documents = candidatesWithString(place);
      int first = view.byOrdinal(documents, 1)[0];
      return new FacetCounts.Value(
          false,
          column.spelling(place, first),
          column.string(place),
          0,
          documents.getLongCardinality(),
          view.ordinal(first));
    }
  }
}
