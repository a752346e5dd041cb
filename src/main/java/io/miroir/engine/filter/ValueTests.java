package io.miroir.engine.filter;

import io.miroir.engine.analysis.Decimals;
import io.miroir.engine.analysis.FacetText;
import io.miroir.engine.filter.Filter.Comparison;
import io.miroir.engine.store.FacetColumn;
import io.miroir.engine.store.IndexView;
import java.util.List;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/** The documents whose values of one field pass a test (API reference, 12.3). */
final class ValueTests {
  private static final RoaringBitmap NONE = new RoaringBitmap();

  private final IndexView view;
  private final String field;
  private final FacetColumn column;

  ValueTests(IndexView view, String field) {
    this.view = view;
    this.field = field;
    this.column = view.facets(field);
  }

  RoaringBitmap select(Filter.Test test) {
    return switch (test) {
      case Filter.Equal equal -> equal(equal.value().value());
      case Filter.NotEqual unequal -> unequal(unequal.value().value());
      case Filter.In in -> in(in.values());
      case Filter.Compare compare -> compare(compare.comparison(), compare.value().value());
      case Filter.Between between -> between(between.low().value(), between.high().value());
      case Filter.Exists exists -> view.withField(field);
      case Filter.IsNull isNull -> view.withNull(field);
      case Filter.IsEmpty isEmpty -> view.withEmpty(field);
      case Filter.Contains contains -> containing(FacetText.normalize(contains.value().value()));
      case Filter.StartsWith starts -> starting(FacetText.normalize(starts.value().value()));
    };
  }

  private RoaringBitmap unequal(String value) {
    return view.fieldId(field) < 0 ? NONE : RoaringBitmap.andNot(view.documents(), equal(value));
  }

  private RoaringBitmap in(List<Word> values) {
    RoaringBitmap found = new RoaringBitmap();
    for (Word value : values) {
      found.or(equal(value.value()));
    }
    return found;
  }

  private RoaringBitmap equal(String value) {
    if (column == null) {
      return NONE;
    }
    RoaringBitmap strings = NONE;
    String text = FacetText.normalize(value);
    int place = column.stringCeiling(text);
    if (place < column.strings() && column.string(place).equals(text)) {
      strings = column.withString(place);
    }
    double number = Decimals.parse(value);
    if (Double.isNaN(number)) {
      return strings;
    }
    int at = column.numberCeiling(number);
    boolean known = at < column.numbers() && Double.compare(column.number(at), number) == 0;
    return known ? RoaringBitmap.or(strings, column.withNumber(at)) : strings;
  }

  private RoaringBitmap compare(Comparison comparison, String value) {
    if (column == null) {
      return NONE;
    }
    String text = FacetText.normalize(value);
    double number = Decimals.parse(value);
    boolean above = comparison == Comparison.GREATER || comparison == Comparison.GREATER_OR_EQUAL;
    boolean inclusive =
        comparison == Comparison.GREATER_OR_EQUAL || comparison == Comparison.LESS_OR_EQUAL;
    int edge = column.stringCeiling(text);
    boolean stands = edge < column.strings() && column.string(edge).equals(text);
    RoaringBitmap strings =
        above
            ? union(stands && !inclusive ? edge + 1 : edge, column.strings())
            : union(0, stands && inclusive ? edge + 1 : edge);
    if (Double.isNaN(number)) {
      return strings;
    }
    RoaringBitmap numbers =
        above
            ? column.between(number, inclusive, Double.POSITIVE_INFINITY, true)
            : column.between(Double.NEGATIVE_INFINITY, true, number, inclusive);
    return RoaringBitmap.or(numbers, strings);
  }

  /** Both ends must hold for one value: a number between numbers, or a string between texts. */
  private RoaringBitmap between(String low, String high) {
    if (column == null) {
      return NONE;
    }
    String first = FacetText.normalize(low);
    String last = FacetText.normalize(high);
    int end = column.stringCeiling(last);
    if (end < column.strings() && column.string(end).equals(last)) {
      end++;
    }
    RoaringBitmap strings = union(column.stringCeiling(first), end);
    double bottom = Decimals.parse(low);
    double top = Decimals.parse(high);
    if (Double.isNaN(bottom) || Double.isNaN(top) || bottom > top) {
      return strings;
    }
    return RoaringBitmap.or(strings, column.between(bottom, true, top, true));
  }

  private RoaringBitmap starting(String prefix) {
    if (prefix.isEmpty()) {
      return view.withField(field);
    }
    if (column == null) {
      return NONE;
    }
    int start = column.stringCeiling(prefix);
    int end = start;
    while (end < column.strings() && column.string(end).startsWith(prefix)) {
      end++;
    }
    return union(start, end);
  }

  private RoaringBitmap containing(String part) {
    RoaringBitmap found = new RoaringBitmap();
    for (int place = 0; column != null && place < column.strings(); place++) {
      if (column.string(place).contains(part)) {
        found.or(column.withString(place));
      }
    }
    return found;
  }

  private RoaringBitmap union(int start, int end) {
    if (start >= end) {
      return NONE;
    }
    if (start == 0 && end == column.strings()) {
      return column.withStrings();
    }
    RoaringBitmap[] parts = new RoaringBitmap[end - start];
    for (int place = start; place < end; place++) {
      parts[place - start] = column.withString(place);
    }
    return FastAggregation.or(parts);
  }
}
