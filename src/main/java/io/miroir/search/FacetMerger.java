package io.miroir.search;

import io.miroir.engine.facet.CountOrder;
import io.miroir.engine.facet.FacetOrders;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetCounts.Value;
import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.settings.Settings.Faceting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Sums facet counts of several shards, orders and cuts them (ranking reference, 6.2, 6.3); pure.
 */
final class FacetMerger {
  /** Up to so many candidates numbers are ordered as text. */
  private static final long TEXT_ORDER_CANDIDATES_MAX = 3000;

  private static final Comparator<Value> BY_SHOWN =
      Comparator.comparing(Value::shown, Utf8Order.ORDER);
  private static final Comparator<Value> BY_NUMBER = Comparator.comparingDouble(Value::numeric);
  private static final Comparator<Value> BY_NORMALIZED =
      Comparator.comparing(Value::normalized, Utf8Order.ORDER);
  private static final Comparator<Value> BY_COUNT =
      Comparator.comparingLong(Value::count).reversed();

  private FacetMerger() {}

  /**
   * @param answers of each shard set; a single one keeps the order its engine gave, which knows
   *     more of the index than counts
   * @param candidates of all shards together
   */
  static List<FacetCounts> distribution(
      List<List<FacetCounts>> answers, Settings settings, long candidates) {
    return distribution(
        answers, settings.faceting(), candidates, field -> FacetOrders.grouped(field, settings));
  }

  /**
   * @param grouped whether the strings of a field are grouped
   */
  static List<FacetCounts> distribution(
      List<List<FacetCounts>> answers,
      Faceting faceting,
      long candidates,
      Predicate<String> grouped) {
    Map<String, List<FacetCounts>> byField = new TreeMap<>(Utf8Order.ORDER);
    for (List<FacetCounts> answer : answers) {
      for (FacetCounts counts : answer) {
        byField.computeIfAbsent(counts.field(), key -> new ArrayList<>()).add(counts);
      }
    }
    List<FacetCounts> merged = new ArrayList<>();
    byField.forEach(
        (field, parts) ->
            merged.add(
                field(
                    field, parts, answers.size() > 1, faceting, candidates, grouped.test(field))));
    return merged;
  }

  private static FacetCounts field(
      String field,
      List<FacetCounts> parts,
      boolean sort,
      Faceting faceting,
      long candidates,
      boolean grouped) {
    boolean byCount = order(faceting, field) == FacetOrder.COUNT;
    boolean asText = candidates <= TEXT_ORDER_CANDIDATES_MAX;
    Collection<Value> summed = sum(parts.stream().map(FacetCounts::values).toList());
    List<Value> numbers = new ArrayList<>(summed.stream().filter(Value::number).toList());
    List<Value> strings = new ArrayList<>(summed.stream().filter(v -> !v.number()).toList());
    if (sort && byCount) {
      numbers = byCount(numbers, BY_NUMBER, parts, grouped);
      strings = byCount(strings, BY_NORMALIZED, parts, grouped);
    } else if (sort) {
      numbers.sort(asText ? BY_SHOWN : BY_NUMBER);
      strings.sort(BY_NORMALIZED);
    }
    if (sort) {
      // Values that are told for the groups alone; counts taken away again (federated distinct).
      numbers.removeIf(value -> value.count() == 0);
      strings.removeIf(value -> value.count() == 0);
    }
    List<Value> shown = cut(numbers, strings, faceting.maxValuesPerFacet(), !byCount && asText);
    return new FacetCounts(field, shown, bound(parts, true), bound(parts, false));
  }

  /** The walk over groups of all values; parts tell also those that no candidate has. */
  private static List<Value> byCount(
      List<Value> values, Comparator<Value> ascending, List<FacetCounts> parts, boolean grouped) {
    if (values.isEmpty()) {
      return values;
    }
    List<Value> sorted = values.stream().sorted(ascending).toList();
    long[] counts = sorted.stream().mapToLong(Value::count).toArray();
    boolean numbers = sorted.getFirst().number();
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < counts.length; place++) {
      places.put(sorted.get(place).normalized(), place);
    }
    List<CountOrder.Together> together = new ArrayList<>();
    for (FacetCounts part : parts) {
      for (FacetCounts.Together each : part.together()) {
        if (each.number() == numbers) {
          together.add(
              new CountOrder.Together(
                  each.values().stream().map(places::get).toList(), each.count()));
        }
      }
    }
    List<Value> ordered = new ArrayList<>();
    CountOrder.order(counts, together, numbers, grouped)
        .forEach(place -> ordered.add(sorted.get(place)));
    return ordered;
  }

  /**
   * Meilisearch ends its walk when it has exactly the maximum after adding a value, except for
   * small results in alphabetic order: when the numbers alone reach it, all strings follow.
   */
  private static List<Value> cut(
      List<Value> numbers, List<Value> strings, int max, boolean always) {
    Map<String, Value> shown = new LinkedHashMap<>();
    numbers.stream().limit(max).forEach(value -> shown.put(value.shown(), value));
    int room = max - Math.min(numbers.size(), max);
    // One object holds both kinds: a string takes over the place of the number with its text.
    strings.stream()
        .limit(room > 0 || always ? room : strings.size())
        .forEach(value -> shown.put(value.shown(), value));
    return List.copyOf(shown.values());
  }

  /** The values a facet search found, summed, ordered and cut. */
  static List<Value> search(List<List<Value>> answers, Faceting faceting, String field) {
    Collection<Value> summed = sum(answers);
    Comparator<Value> order =
        order(faceting, field) == FacetOrder.COUNT
            ? BY_COUNT.thenComparing(BY_SHOWN.reversed())
            : BY_NORMALIZED;
    return (answers.size() > 1 ? summed.stream().sorted(order) : summed.stream())
        .limit(faceting.maxValuesPerFacet())
        .toList();
  }

  /** How a field's values are ordered: its own entry, else a pattern's, else that of all. */
  static FacetOrder order(Faceting faceting, String field) {
    Map<String, FacetOrder> orders = faceting.sortFacetValuesBy();
    FacetOrder own = orders.get(field);
    if (own != null) {
      return own;
    }
    return orders.entrySet().stream()
        .filter(e -> !e.getKey().equals("*") && FieldPatterns.matches(e.getKey(), field))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(orders.getOrDefault("*", FacetOrder.ALPHA));
  }

  private record Key(boolean number, String normalized) {}

  /** Counts of disjoint documents add up; the spelling is that of the first document. */
  private static Collection<Value> sum(List<List<Value>> answers) {
    if (answers.size() == 1) {
      return answers.getFirst();
    }
    Map<Key, Value> sums = new HashMap<>();
    for (List<Value> answer : answers) {
      for (Value value : answer) {
        sums.merge(new Key(value.number(), value.normalized()), value, FacetMerger::sum);
      }
    }
    return sums.values();
  }

  private static Value sum(Value left, Value right) {
    Value first = left.firstOrdinal() <= right.firstOrdinal() ? left : right;
    return new Value(
        first.number(),
        first.shown(),
        first.normalized(),
        first.numeric(),
        left.count() + right.count(),
        first.firstOrdinal());
  }

  private static OptionalDouble bound(List<FacetCounts> parts, boolean min) {
    OptionalDouble best = OptionalDouble.empty();
    for (FacetCounts part : parts) {
      OptionalDouble bound = min ? part.min() : part.max();
      if (bound.isPresent()) {
        double value = bound.getAsDouble();
        double other = best.orElse(value);
        best = OptionalDouble.of(min ? Math.min(value, other) : Math.max(value, other));
      }
    }
    return best;
  }
}
