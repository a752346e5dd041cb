package io.miroir.engine.store;

import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * A view in memory that follows the reference literally: what other views are compared with. Built
 * by {@link MemoryIndexer}.
 */
public final class MemoryView implements IndexView {
  private static final int PREFIX_BYTES_MAX = 4;
  private static final int PREFIX_WORDS_MIN = 100;
  private static final RoaringBitmap NONE = new RoaringBitmap();

  /** What is known of one word. */
  static final class Word {
    final RoaringBitmap tolerant = new RoaringBitmap();
    final RoaringBitmap exact = new RoaringBitmap();
    final NavigableMap<Integer, RoaringBitmap> fields = new TreeMap<>();
    final NavigableMap<Integer, RoaringBitmap> positions = new TreeMap<>();
  }

  /** One stored document. */
  record Stored(
      String key,
      long ordinal,
      byte[] source,
      double[] point,
      Map<String, List<float[]>> vectors) {}

  final Settings settings;
  final RoaringBitmap documents = new RoaringBitmap();
  final List<Stored> stored = new ArrayList<>();
  final Map<String, Integer> keys = new HashMap<>();
  final List<String> fieldNames = new ArrayList<>();
  final Map<String, Integer> fieldIds = new HashMap<>();
  final NavigableMap<String, Word> words = new TreeMap<>(Utf8Order.ORDER);
  final NavigableMap<String, RoaringBitmap[]> pairs = new TreeMap<>(Utf8Order.ORDER);
  final Map<List<Integer>, RoaringBitmap> lengths = new HashMap<>();
  final Map<String, MemoryColumn> columns = new HashMap<>();
  final Map<String, RoaringBitmap> present = new HashMap<>();
  final Map<String, RoaringBitmap> nulls = new HashMap<>();
  final Map<String, RoaringBitmap> empties = new HashMap<>();
  final RoaringBitmap points = new RoaringBitmap();
  private final Map<String, Boolean> members = new HashMap<>();
  private final Map<String, Word> unions = new HashMap<>();

  MemoryView(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public RoaringBitmap documents() {
    return documents;
  }

  @Override
  public Object moment() {
    return this;
  }

  @Override
  public List<String> fieldNames() {
    return fieldNames;
  }

  @Override
  public int fieldId(String name) {
    return fieldIds.getOrDefault(name, -1);
  }

  @Override
  public RoaringBitmap tolerant(String word) {
    return words.containsKey(word) ? words.get(word).tolerant : NONE;
  }

  @Override
  public RoaringBitmap exact(String word) {
    return words.containsKey(word) ? words.get(word).exact : NONE;
  }

  @Override
  public RoaringBitmap inField(String word, int fieldId) {
    return words.containsKey(word) ? words.get(word).fields.getOrDefault(fieldId, NONE) : NONE;
  }

  @Override
  public int[] fieldsOf(String word) {
    return words.containsKey(word) ? ints(words.get(word).fields) : new int[0];
  }

  @Override
  public RoaringBitmap atPosition(String word, int bucketedPosition) {
    return words.containsKey(word)
        ? words.get(word).positions.getOrDefault(bucketedPosition, NONE)
        : NONE;
  }

  @Override
  public int[] positionsOf(String word) {
    return words.containsKey(word) ? ints(words.get(word).positions) : new int[0];
  }

  private static int[] ints(NavigableMap<Integer, RoaringBitmap> map) {
    return map.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public RoaringBitmap withFieldLength(int fieldId, int count) {
    return lengths.getOrDefault(List.of(fieldId, count), NONE);
  }

  @Override
  public RoaringBitmap pair(int distance, String first, String second) {
    RoaringBitmap[] found = pairs.get(first + '\0' + second);
    return found == null ? NONE : found[distance - 1];
  }

  @Override
  public List<WordWalk> dictionary() {
    List<String> tolerant =
        words.entrySet().stream()
            .filter(entry -> !entry.getValue().tolerant.isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    return List.of(WordList.of(tolerant).walk(word -> true));
  }

  @Override
  public Iterator<String> startingWith(String prefix) {
    return starting(words, prefix).keySet().iterator();
  }

  private static <V> NavigableMap<String, V> starting(NavigableMap<String, V> map, String prefix) {
    return map.subMap(prefix, true, prefix + Character.toString(Character.MAX_CODE_POINT), true);
  }

  @Override
  public boolean hasPrefix(String prefix) {
    return members.computeIfAbsent(
        prefix,
        p ->
            settings.prefixSearch()
                && p.getBytes(StandardCharsets.UTF_8).length <= PREFIX_BYTES_MAX
                && starting(words, p).values().stream()
                        .filter(word -> !word.tolerant.isEmpty())
                        .limit(PREFIX_WORDS_MIN)
                        .count()
                    == PREFIX_WORDS_MIN);
  }

  private Word union(String prefix) {
    return unions.computeIfAbsent(
        prefix,
        p -> {
          var union = new Word();
          for (Word word : starting(words, p).values()) {
            union.tolerant.or(word.tolerant);
            union.exact.or(word.exact);
            addAll(union.fields, word.fields);
            addAll(union.positions, word.positions);
          }
          return union;
        });
  }

  private static void addAll(Map<Integer, RoaringBitmap> to, Map<Integer, RoaringBitmap> from) {
    from.forEach((key, found) -> to.computeIfAbsent(key, k -> new RoaringBitmap()).or(found));
  }

  @Override
  public RoaringBitmap prefixTolerant(String prefix) {
    return union(prefix).tolerant;
  }

  @Override
  public RoaringBitmap prefixExact(String prefix) {
    return union(prefix).exact;
  }

  @Override
  public RoaringBitmap prefixInField(String prefix, int fieldId) {
    return union(prefix).fields.getOrDefault(fieldId, NONE);
  }

  @Override
  public int[] prefixFieldsOf(String prefix) {
    return ints(union(prefix).fields);
  }

  @Override
  public RoaringBitmap prefixAtPosition(String prefix, int bucketedPosition) {
    return union(prefix).positions.getOrDefault(bucketedPosition, NONE);
  }

  @Override
  public int[] prefixPositionsOf(String prefix) {
    return ints(union(prefix).positions);
  }

  @Override
  public RoaringBitmap pairWithPrefix(int distance, String first, String prefix) {
    var found = new RoaringBitmap();
    starting(pairs, first + '\0' + prefix)
        .values()
        .forEach(distances -> found.or(distances[distance - 1]));
    return found;
  }

  @Override
  public FacetColumn facets(String field) {
    return columns.get(field);
  }

  @Override
  public RoaringBitmap withField(String field) {
    return present.getOrDefault(field, NONE);
  }

  @Override
  public RoaringBitmap withNull(String field) {
    return nulls.getOrDefault(field, NONE);
  }

  @Override
  public RoaringBitmap withEmpty(String field) {
    return empties.getOrDefault(field, NONE);
  }

  @Override
  public RoaringBitmap withPoint() {
    return points;
  }

  @Override
  public double latitude(int document) {
    return stored.get(document).point()[0];
  }

  @Override
  public double longitude(int document) {
    return stored.get(document).point()[1];
  }

  @Override
  public RoaringBitmap withVectors(String embedder) {
    var found = new RoaringBitmap();
    documents.forEach(
        (int document) -> {
          if (!vectors(embedder, document).isEmpty()) {
            found.add(document);
          }
        });
    return found;
  }

  @Override
  public List<float[]> vectors(String embedder, int document) {
    return stored.get(document).vectors().getOrDefault(embedder, List.of());
  }

  @Override
  public long ordinal(int document) {
    return stored.get(document).ordinal();
  }

  @Override
  public String key(int document) {
    return stored.get(document).key();
  }

  @Override
  public int document(String key) {
    return keys.getOrDefault(key, -1);
  }

  @Override
  public byte[] source(int document) {
    return stored.get(document).source();
  }

  @Override
  public int[] byOrdinal(RoaringBitmap some, int limit) {
    return some.stream()
        .boxed()
        .sorted((a, b) -> Long.compare(ordinal(a), ordinal(b)))
        .limit(limit)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  public void close() {}
}
