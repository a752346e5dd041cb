package io.miroir.search;

import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetCounts.Value;
import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.settings.Settings.FacetOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/** Facets of several indexes as one distribution: counts of equal values add up; pure. */
final class FederatedFacets {
  private FederatedFacets() {}

  /**
   * @param order of a facet's values
   * @param most values of each facet, absent for all
   */
  static List<FacetCounts> merge(
      List<List<FacetCounts>> indexes, Function<String, FacetOrder> order, OptionalInt most) {
    Map<String, List<FacetCounts>> byField = new TreeMap<>(Utf8Order.ORDER);
    for (List<FacetCounts> index : indexes) {
      index.forEach(
          facet -> byField.computeIfAbsent(facet.field(), key -> new ArrayList<>()).add(facet));
    }
    List<FacetCounts> merged = new ArrayList<>();
    byField.forEach((field, parts) -> merged.add(merge(field, parts, order.apply(field), most)));
    return merged;
  }

  private static FacetCounts merge(
      String field, List<FacetCounts> parts, FacetOrder order, OptionalInt most) {
    Map<String, Value> sums = new LinkedHashMap<>();
    for (FacetCounts part : parts) {
      part.values().forEach(value -> sums.merge(value.shown(), value, FederatedFacets::sum));
    }
    Comparator<Value> byText = Comparator.comparing(Value::shown, Utf8Order.ORDER);
    Comparator<Value> byCount = Comparator.comparingLong(Value::count).reversed();
    List<Value> values =
        sums.values().stream()
            .sorted(order == FacetOrder.COUNT ? byCount.thenComparing(byText) : byText)
            .limit(most.isPresent() ? most.getAsInt() : Long.MAX_VALUE)
            .toList();
    return new FacetCounts(
        field,
        values,
        bound(parts.stream().map(FacetCounts::min).toList(), Math::min),
        bound(parts.stream().map(FacetCounts::max).toList(), Math::max));
  }

  private static Value sum(Value left, Value right) {
    return new Value(
        left.number(),
        left.shown(),
        left.normalized(),
        left.numeric(),
        left.count() + right.count(),
        left.firstOrdinal());
  }

  private static OptionalDouble bound(List<OptionalDouble> bounds, DoubleBinaryOperator better) {
    return bounds.stream()
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .reduce(better);
  }

  /** The same counts to be taken away where they are summed. */
  static List<FacetCounts> negative(List<FacetCounts> counts) {
    return counts.stream()
        .map(
            facet ->
                new FacetCounts(
                    facet.field(),
                    facet.values().stream().map(FederatedFacets::negative).toList(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty()))
        .toList();
  }

  private static Value negative(Value value) {
    return new Value(
        value.number(),
        value.shown(),
        value.normalized(),
        value.numeric(),
        -value.count(),
        Long.MAX_VALUE);
  }
}
