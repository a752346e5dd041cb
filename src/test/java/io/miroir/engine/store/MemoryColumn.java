package io.miroir.engine.store;

import io.miroir.engine.query.Utf8Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/** The facet values of one field in a {@link MemoryView}. */
final class MemoryColumn implements FacetColumn {
  /** -0.0 just above 0, which {@link Double#compare} puts the other way round. */
  private static int compare(double left, double right) {
    if (left == 0 && right == 0) {
      return Double.compare(right, left);
    }
    return Double.compare(left, right);
  }

  private final NavigableMap<Double, RoaringBitmap> numbers = new TreeMap<>(MemoryColumn::compare);
  private final NavigableMap<String, RoaringBitmap> strings = new TreeMap<>(Utf8Order.ORDER);
  private final Map<List<Object>, String> spellings = new HashMap<>();
  private List<Double> numberList = List.of();
  private List<String> stringList = List.of();

  void number(int document, double value) {
    numbers.computeIfAbsent(value, v -> new RoaringBitmap()).add(document);
  }

  void string(int document, String normalized, String spelling) {
    strings.computeIfAbsent(normalized, v -> new RoaringBitmap()).add(document);
    spellings.putIfAbsent(List.of(document, normalized), spelling);
  }

  void freeze() {
    numberList = new ArrayList<>(numbers.keySet());
    stringList = new ArrayList<>(strings.keySet());
  }

  @Override
  public int numbers() {
    return numberList.size();
  }

  @Override
  public double number(int place) {
    return numberList.get(place);
  }

  @Override
  public RoaringBitmap withNumber(int place) {
    return numbers.get(number(place));
  }

  @Override
  public int strings() {
    return stringList.size();
  }

  @Override
  public String string(int place) {
    return stringList.get(place);
  }

  @Override
  public RoaringBitmap withString(int place) {
    return strings.get(string(place));
  }

  @Override
  public String spelling(int place, int document) {
    return spellings.get(List.<Object>of(document, string(place)));
  }

  @Override
  public RoaringBitmap withNumbers() {
    return union(numbers);
  }

  @Override
  public RoaringBitmap withStrings() {
    return union(strings);
  }

  private static RoaringBitmap union(Map<?, RoaringBitmap> values) {
    var found = new RoaringBitmap();
    values.values().forEach(found::or);
    return found;
  }

  @Override
  public int[] numbersOf(int document) {
    return places(numbers, document);
  }

  @Override
  public int[] stringsOf(int document) {
    return places(strings, document);
  }

  private static int[] places(NavigableMap<?, RoaringBitmap> values, int document) {
    List<Integer> found = new ArrayList<>();
    int place = 0;
    for (RoaringBitmap with : values.values()) {
      if (with.contains(document)) {
        found.add(place);
      }
      place++;
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public RoaringBitmap between(
      double low, boolean lowInclusive, double high, boolean highInclusive) {
    return compare(low, high) > 0
        ? new RoaringBitmap()
        : union(numbers.subMap(low, lowInclusive, high, highInclusive));
  }

  @Override
  public int numberCeiling(double value) {
    return numbers.headMap(value, false).size();
  }

  @Override
  public int stringCeiling(String value) {
    return strings.headMap(value, false).size();
  }
}
