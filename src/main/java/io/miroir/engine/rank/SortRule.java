package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.store.FacetColumn;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * Documents by a field's value (ranking reference, 5.2): numbers, then strings, then none, in both
 * directions; a document with several values stands at its best one.
 */
final class SortRule implements RankingRule {
  /** Above this share of the values a walk over them is cheaper than one over the documents. */
  private static final int DOCUMENTS_PER_VALUE = 4;

  private final IndexView view;
  private final String field;
  private final boolean ascending;
  private final boolean hidden;

  SortRule(IndexView view, String field, boolean ascending) {
    this.view = view;
    this.field = field;
    this.ascending = ascending;
    List<String> displayed = view.settings().displayedAttributes();
    this.hidden = !displayed.contains("*") && !displayed.contains(field);
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    FacetColumn column = view.facets(field);
    return column == null
        ? left -> new Bucket(left, graph, score(OptionalDouble.empty(), Optional.empty()))
        : new Run(column, universe, graph, true);
  }

  /**
   * As listings of documents walk the values: a document with numbers and strings stands at both,
   * one without values nowhere. Null for a field that no document has a value of.
   */
  Iterator<Bucket> listing(RoaringBitmap universe, QueryGraph graph) {
    FacetColumn column = view.facets(field);
    if (column == null) {
      return null;
    }
    Run run = new Run(column, universe, graph, false);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return run.numbers.hasNext() || run.strings.hasNext();
      }

      @Override
      public Bucket next() {
        return run.numbers.hasNext() ? run.numbers.next() : run.strings.next();
      }
    };
  }

  private RuleScore score(OptionalDouble number, Optional<String> string) {
    return new RuleScore.Sort(field, ascending, number, string, hidden);
  }

  private final class Run implements Visit {
    private final FacetColumn column;
    private final QueryGraph graph;
    private final Iterator<Bucket> numbers;
    private final Iterator<Bucket> strings;

    Run(FacetColumn column, RoaringBitmap universe, QueryGraph graph, boolean once) {
      this.column = column;
      this.graph = graph;
      RoaringBitmap withNumbers = RoaringBitmap.and(universe, column.withNumbers());
      RoaringBitmap withStrings = RoaringBitmap.and(universe, column.withStrings());
      if (once) {
        withStrings.andNot(withNumbers);
      }
      this.numbers = buckets(withNumbers, true);
      this.strings = buckets(withStrings, false);
    }

    private Iterator<Bucket> buckets(RoaringBitmap documents, boolean ofNumbers) {
      int values = ofNumbers ? column.numbers() : column.strings();
      boolean few = documents.getLongCardinality() * DOCUMENTS_PER_VALUE < values;
      return few ? byDocument(documents, ofNumbers) : byValue(documents, ofNumbers, values);
    }

    private Iterator<Bucket> byDocument(RoaringBitmap documents, boolean ofNumbers) {
      var places = new TreeMap<Integer, RoaringBitmap>();
      PeekableIntIterator ids = documents.getIntIterator();
      while (ids.hasNext()) {
        int id = ids.next();
        int[] own = ofNumbers ? column.numbersOf(id) : column.stringsOf(id);
        int best = ascending ? own[0] : own[own.length - 1];
        places.computeIfAbsent(best, p -> new RoaringBitmap()).add(id);
      }
      Map<Integer, RoaringBitmap> ordered = ascending ? places : places.descendingMap();
      List<Bucket> found = new ArrayList<>();
      ordered.forEach((place, ids2) -> found.add(bucket(place, ids2, ofNumbers)));
      return found.iterator();
    }

    private Iterator<Bucket> byValue(RoaringBitmap documents, boolean ofNumbers, int values) {
      return new Iterator<>() {
        private RoaringBitmap left = documents;
        private int next;

        @Override
        public boolean hasNext() {
          return !left.isEmpty() && next < values;
        }

        @Override
        public Bucket next() {
          int place = ascending ? next : values - 1 - next;
          next++;
          RoaringBitmap all = ofNumbers ? column.withNumber(place) : column.withString(place);
          RoaringBitmap here = RoaringBitmap.and(left, all);
          if (!here.isEmpty()) {
            left = RoaringBitmap.andNot(left, here);
          }
          return bucket(place, here, ofNumbers);
        }
      };
    }

    private Bucket bucket(int place, RoaringBitmap documents, boolean ofNumbers) {
      RuleScore score =
          documents.isEmpty()
              ? null
              : ofNumbers
                  ? score(OptionalDouble.of(column.number(place)), Optional.empty())
                  : score(OptionalDouble.empty(), Optional.of(column.string(place)));
      return new Bucket(documents, graph, score);
    }

    @Override
    public Bucket next(RoaringBitmap universe) {
      Bucket found = next(numbers, universe);
      if (found == null) {
        found = next(strings, universe);
      }
      return found != null
          ? found
          : new Bucket(universe, graph, score(OptionalDouble.empty(), Optional.empty()));
    }

    private static Bucket next(Iterator<Bucket> buckets, RoaringBitmap universe) {
      while (buckets.hasNext()) {
        Bucket bucket = buckets.next();
        RoaringBitmap here = RoaringBitmap.and(bucket.documents(), universe);
        if (!here.isEmpty()) {
          return new Bucket(here, bucket.graph(), bucket.score());
        }
      }
      return null;
    }
  }
}
