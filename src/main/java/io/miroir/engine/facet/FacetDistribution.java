package io.miroir.engine.facet;

import io.miroir.engine.document.NumberText;
import io.miroir.engine.query.FacetCounter;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.store.FacetColumn;
import io.miroir.engine.store.IndexView;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.roaringbitmap.RoaringBitmap;

/**
 * Counts facet values (ranking reference, 6.2). Numbers come first, then strings, each in its
 * order; cutting to the configured number of values is left to whoever merges shards, so more may
 * come.
 */
public final class FacetDistribution implements FacetCounter {

  /** Up to so many candidates numbers in alphabetic order are ordered as text. */
  private static final int TEXT_ORDER_CANDIDATES_MAX = 3000;

  /** A field with more values is ordered by counts and values alone when parts are merged. */
  private static final int UNCOUNTED_MAX = 10_000;

  /** With more candidates, those with several values are not told when parts are merged. */
  private static final int TOGETHER_CANDIDATES_MAX = 100_000;

  @Override
  public List<FacetCounts> count(List<String> facets, RoaringBitmap candidates, IndexView view) {
    return count(facets, candidates, view, false);
  }

  /** With the values no candidate has, where they decide about the order. */
  @Override
  public List<FacetCounts> countPart(
      List<String> facets, RoaringBitmap candidates, IndexView view) {
    return count(facets, candidates, view, true);
  }

  private static List<FacetCounts> count(
      List<String> facets, RoaringBitmap candidates, IndexView view, boolean part) {
    List<FacetCounts> found = new ArrayList<>();
    for (String field : FacetSelection.select(facets, view)) {
      FacetColumn column = view.facets(field);
      found.add(
          column == null
              ? new FacetCounts(field, List.of(), OptionalDouble.empty(), OptionalDouble.empty())
              : new FieldCount(field, column, candidates, view, part).counts());
    }
    return found;
  }

  /** The count of one field. */
  private static final class FieldCount {
    private final String field;
    private final boolean part;
    private final FacetColumn column;
    private final RoaringBitmap candidates;
    private final IndexView view;
    private final int most;
    private final FacetOrder order;

    FieldCount(
        String field, FacetColumn column, RoaringBitmap candidates, IndexView view, boolean part) {
      this.field = field;
      this.part = part;
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
      if (part && order == FacetOrder.COUNT) {
        addUncounted(values);
        return new FacetCounts(field, values, min, max, together(values));
      }
      return new FacetCounts(field, values, min, max);
    }

    /** Groups are made of all values of the index, so a merge must know them all. */
    private void addUncounted(List<FacetCounts.Value> values) {
      IntArrayList numbers = live(true);
      IntArrayList strings = live(false);
      if (numbers.size() + strings.size() > UNCOUNTED_MAX) {
        return;
      }
      for (int place : numbers) {
        if (!RoaringBitmap.intersects(column.withNumber(place), candidates)) {
          values.add(number(place));
        }
      }
      for (int place : strings) {
        if (!RoaringBitmap.intersects(column.withString(place), candidates)) {
          String text = column.string(place);
          values.add(new FacetCounts.Value(false, text, text, 0, 0, Long.MAX_VALUE));
        }
      }
    }

    /** Groups count documents, not values: those with several values are told apart. */
    private List<FacetCounts.Together> together(List<FacetCounts.Value> values) {
      long all = values.stream().mapToLong(FacetCounts.Value::count).sum();
      int having =
          RoaringBitmap.andCardinality(column.withNumbers(), candidates)
              + RoaringBitmap.andCardinality(column.withStrings(), candidates);
      if (all == having || candidates.getCardinality() > TOGETHER_CANDIDATES_MAX) {
        return List.of();
      }
      Map<List<String>, Long> numbers = new LinkedHashMap<>();
      Map<List<String>, Long> strings = new LinkedHashMap<>();
      for (int document : candidates) {
        add(numbers, column.numbersOf(document), place -> NumberText.facet(column.number(place)));
        add(strings, column.stringsOf(document), column::string);
      }
      List<FacetCounts.Together> found = new ArrayList<>();
      numbers.forEach((of, count) -> found.add(new FacetCounts.Together(true, of, count)));
      strings.forEach((of, count) -> found.add(new FacetCounts.Together(false, of, count)));
      return found;
    }

    private static void add(Map<List<String>, Long> sums, int[] places, IntFunction<String> value) {
      if (places.length > 1) {
        sums.merge(Arrays.stream(places).mapToObj(value).toList(), 1L, Long::sum);
      }
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
        return CountOrder.order(
            live(false),
            this::candidatesWithString,
            false,
            FacetOrders.grouped(field, view.settings()));
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
