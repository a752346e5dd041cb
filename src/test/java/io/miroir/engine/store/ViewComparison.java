package io.miroir.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.util.BytesRef;
import org.roaringbitmap.RoaringBitmap;

/** Asks two views the same, the documents of the second translated into the first's numbers. */
final class ViewComparison {
  private final IndexView expected;
  private final IndexView actual;
  private final Map<Integer, Integer> numbers;
  private final List<String> words;
  private final long seed;

  ViewComparison(
      IndexView expected,
      IndexView actual,
      Map<Integer, Integer> numbers,
      Collection<String> words,
      long seed) {
    this.expected = expected;
    this.actual = actual;
    this.numbers = numbers;
    this.words = List.copyOf(words);
    this.seed = seed;
  }

  void run(Random random) {
    same("documents", expected.documents(), actual.documents());
    for (String word : words) {
      word(word);
    }
    for (int i = 0; i < 300; i++) {
      pairs(pick(random), pick(random));
    }
    for (String prefix : List.of("a", "b", "ab", "ca", "abc", "1", "e", "q")) {
      prefix(prefix, random);
    }
    assertThat(dictionary(actual)).as("dictionary, seed %d", seed).isEqualTo(dictionary(expected));
    for (int field = 0; field < expected.fieldNames().size(); field++) {
      for (int count = 1; count <= 30; count++) {
        same(
            "length " + count,
            expected.withFieldLength(field, count),
            actual.withFieldLength(field, count));
      }
      field(expected.fieldNames().get(field));
    }
    documents();
  }

  private String pick(Random random) {
    return words.get(random.nextInt(words.size()));
  }

  private static Set<String> dictionary(IndexView view) {
    Set<String> found = new TreeSet<>();
    for (WordWalk walk : view.dictionary()) {
      for (BytesRef word = walk.next(); word != null; word = walk.next()) {
        if (walk.alive()) {
          found.add(word.utf8ToString());
        }
      }
    }
    return found;
  }

  private static List<String> drain(Iterator<String> words) {
    List<String> all = new ArrayList<>();
    words.forEachRemaining(all::add);
    return all;
  }

  private void same(String what, RoaringBitmap left, RoaringBitmap right) {
    RoaringBitmap translated = new RoaringBitmap();
    right.forEach((int document) -> translated.add(numbers.get(document)));
    assertThat(translated).as("%s, seed %d", what, seed).isEqualTo(left);
  }

  private void word(String word) {
    same("tolerant " + word, expected.tolerant(word), actual.tolerant(word));
    same("exact " + word, expected.exact(word), actual.exact(word));
    assertThat(actual.fieldsOf(word)).as(word).isEqualTo(expected.fieldsOf(word));
    assertThat(actual.positionsOf(word)).as(word).isEqualTo(expected.positionsOf(word));
    for (int field : expected.fieldsOf(word)) {
      same("field of " + word, expected.inField(word, field), actual.inField(word, field));
    }
    for (int position : expected.positionsOf(word)) {
      same(
          "position of " + word,
          expected.atPosition(word, position),
          actual.atPosition(word, position));
    }
  }

  private void pairs(String first, String second) {
    for (int distance = 1; distance <= 3; distance++) {
      same(
          first + " " + second + " at " + distance,
          expected.pair(distance, first, second),
          actual.pair(distance, first, second));
    }
  }

  private void prefix(String prefix, Random random) {
    assertThat(drain(actual.startingWith(prefix)))
        .as("starting with %s, seed %d", prefix, seed)
        .isEqualTo(drain(expected.startingWith(prefix)));
    assertThat(actual.hasPrefix(prefix)).as(prefix).isEqualTo(expected.hasPrefix(prefix));
    same("prefix " + prefix, expected.prefixTolerant(prefix), actual.prefixTolerant(prefix));
    same("prefix " + prefix, expected.prefixExact(prefix), actual.prefixExact(prefix));
    assertThat(actual.prefixFieldsOf(prefix)).isEqualTo(expected.prefixFieldsOf(prefix));
    assertThat(actual.prefixPositionsOf(prefix)).isEqualTo(expected.prefixPositionsOf(prefix));
    for (int field : expected.prefixFieldsOf(prefix)) {
      same(prefix, expected.prefixInField(prefix, field), actual.prefixInField(prefix, field));
    }
    for (int position : expected.prefixPositionsOf(prefix)) {
      same(
          prefix,
          expected.prefixAtPosition(prefix, position),
          actual.prefixAtPosition(prefix, position));
    }
    for (int i = 0; i < 10; i++) {
      String first = pick(random);
      for (int distance = 1; distance <= 3; distance++) {
        same(
            first + " " + prefix + "* at " + distance,
            expected.pairWithPrefix(distance, first, prefix),
            actual.pairWithPrefix(distance, first, prefix));
      }
    }
  }

  private void field(String name) {
    same("with " + name, expected.withField(name), actual.withField(name));
    same("null " + name, expected.withNull(name), actual.withNull(name));
    same("empty " + name, expected.withEmpty(name), actual.withEmpty(name));
    FacetColumn left = expected.facets(name);
    FacetColumn right = actual.facets(name);
    assertThat(right == null).as("facets of %s, seed %d", name, seed).isEqualTo(left == null);
    if (left != null) {
      column(left, right);
    }
  }

  private void column(FacetColumn left, FacetColumn right) {
    assertThat(right.numbers()).isEqualTo(left.numbers());
    assertThat(right.strings()).isEqualTo(left.strings());
    same("with numbers", left.withNumbers(), right.withNumbers());
    same("with strings", left.withStrings(), right.withStrings());
    for (int i = 0; i < left.numbers(); i++) {
      assertThat(Double.doubleToRawLongBits(right.number(i)))
          .isEqualTo(Double.doubleToRawLongBits(left.number(i)));
      same("number", left.withNumber(i), right.withNumber(i));
      assertThat(right.numberCeiling(left.number(i))).isEqualTo(i);
    }
    for (double low : new double[] {-3, -0.0, 0.0, 1.1}) {
      for (int flags = 0; flags < 4; flags++) {
        boolean from = (flags & 1) != 0;
        boolean to = (flags & 2) != 0;
        same("between", left.between(low, from, 2.5, to), right.between(low, from, 2.5, to));
      }
    }
    for (int i = 0; i < left.strings(); i++) {
      assertThat(right.string(i)).isEqualTo(left.string(i));
      same("string", left.withString(i), right.withString(i));
      assertThat(right.stringCeiling(left.string(i))).isEqualTo(i);
    }
    numbers.forEach(
        (mine, theirs) -> {
          assertThat(right.numbersOf(mine)).isEqualTo(left.numbersOf(theirs));
          assertThat(right.stringsOf(mine)).isEqualTo(left.stringsOf(theirs));
          for (int place : left.stringsOf(theirs)) {
            assertThat(right.spelling(place, mine)).isEqualTo(left.spelling(place, theirs));
          }
        });
  }

  private void documents() {
    same("points", expected.withPoint(), actual.withPoint());
    numbers.forEach(
        (mine, theirs) -> {
          assertThat(actual.key(mine)).isEqualTo(expected.key(theirs));
          assertThat(actual.ordinal(mine)).isEqualTo(expected.ordinal(theirs));
          assertThat(actual.source(mine)).isEqualTo(expected.source(theirs));
          assertThat(actual.document(expected.key(theirs))).isEqualTo(mine);
          if (expected.withPoint().contains(theirs)) {
            assertThat(actual.latitude(mine)).isEqualTo(expected.latitude(theirs));
            assertThat(actual.longitude(mine)).isEqualTo(expected.longitude(theirs));
          }
        });
    assertThat(Arrays.asList(expected.document("none"), actual.document("none"))).containsOnly(-1);
  }
}
