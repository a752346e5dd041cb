package io.miroir.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.Utf8Order;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Terms;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordWalkTest {
  private final TreeSet<String> words = new TreeSet<>(Utf8Order.ORDER);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void memoryAndDiskSkipTheSameWords(long seed) throws IOException {
    var random = new Random(seed);
    for (int count = 0; count < 500; count++) {
      var word = new StringBuilder();
      for (int left = 1 + random.nextInt(6); left > 0; left--) {
        word.append("abcdя".charAt(random.nextInt(5)));
      }
      words.add(word.toString());
    }
    try (var directory = new ByteBuffersDirectory()) {
      try (var writer = new IndexWriter(directory, new IndexWriterConfig())) {
        for (String word : words) {
          var document = new Document();
          document.add(new StringField("word", word, Field.Store.NO));
          writer.addDocument(document);
        }
        writer.forceMerge(1);
      }
      try (var reader = DirectoryReader.open(directory)) {
        Terms terms = reader.leaves().getFirst().reader().terms("word");
        List<String> expected = skipping(seed);
        assertThat(visited(WordList.of(terms).walk(word -> true), seed))
            .as("seed %d", seed)
            .isEqualTo(expected);
        assertThat(visited(new TermWalk(terms.iterator(), word -> true), seed))
            .as("seed %d", seed)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aListKnowsItsWordsAndNoOthers() {
    List<String> even = IntStream.range(0, 3000).mapToObj(n -> "w" + 2 * n).sorted().toList();
    WordList list = WordList.of(even);
    for (int n = 0; n < 6000; n++) {
      assertThat(list.contains(new BytesRef("w" + n))).as("w" + n).isEqualTo(n % 2 == 0);
    }
    assertThat(WordList.of(List.of()).contains(new BytesRef("w"))).isFalse();
  }

  private static List<String> visited(WordWalk walk, long seed) {
    var random = new Random(seed);
    List<String> found = new ArrayList<>();
    for (BytesRef word = walk.next(); word != null; ) {
      found.add(word.utf8ToString());
      word = random.nextInt(3) > 0 ? walk.next() : walk.skip(1 + random.nextInt(word.length));
    }
    return found;
  }

  private List<String> skipping(long seed) {
    var random = new Random(seed);
    List<String> found = new ArrayList<>();
    List<byte[]> all = words.stream().map(w -> w.getBytes(StandardCharsets.UTF_8)).toList();
    for (int at = 0; at < all.size(); ) {
      byte[] word = all.get(at);
      found.add(new String(word, StandardCharsets.UTF_8));
      int common = random.nextInt(3) > 0 ? -1 : 1 + random.nextInt(word.length);
      at++;
      while (common > 0 && at < all.size() && begins(all.get(at), word, common)) {
        at++;
      }
    }
    return found;
  }

  private static boolean begins(byte[] word, byte[] other, int bytes) {
    return word.length >= bytes && Arrays.equals(word, 0, bytes, other, 0, bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theUnionOfTwoListsHasEachWordOnceInOrder(long seed) {
    var random = new Random(seed);
    var left = new TreeSet<String>();
    var right = new TreeSet<String>();
    for (int i = 0; i < 300; i++) {
      (random.nextBoolean() ? left : right).add("w" + random.nextInt(400));
    }
    var all = new TreeSet<>(left);
    all.addAll(right);
    WordList union = WordList.union(WordList.of(left), WordList.of(right));
    List<String> found = new ArrayList<>();
    WordWalk walk = union.walk(word -> true);
    for (BytesRef word = walk.next(); word != null; word = walk.next()) {
      found.add(word.utf8ToString());
    }
    assertThat(found).as("seed %d", seed).isEqualTo(List.copyOf(all));
  }
}
