package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.ShardHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyNarrowingTest {
  private final IndexEntry index =
      Given.table(Map.of(), new ArrayList<>(java.util.Collections.nCopies(16, List.of())))
          .index(new IndexUid("u"))
          .orElseThrow();

  private int[] shards(String filter) {
    return KeyNarrowing.shards(index, Optional.of("\"" + filter.replace("\"", "\\\"") + "\""));
  }

  private int[] of(String... keys) {
    return List.of(keys).stream()
        .mapToInt(key -> ShardHash.shardOf(key, 16))
        .distinct()
        .sorted()
        .toArray();
  }

  private int[] all() {
    return IntStream.range(0, 16).toArray();
  }

  @Test
  void equalityAndMembershipNarrowAlsoInsideAnd() {
    assertThat(shards("id = 7")).isEqualTo(of("7"));
    assertThat(shards("id IN [1, 2, 3]")).isEqualTo(of("1", "2", "3"));
    assertThat(shards("color = red AND id = 7")).isEqualTo(of("7"));
    assertThat(shards("(color = red OR color = blue) AND id IN [1, 2]")).isEqualTo(of("1", "2"));
    assertThat(shards("id = 1 OR id = 2")).isEqualTo(of("1", "2"));
  }

  @Test
  void nothingElseNarrows() {
    for (String filter :
        List.of("id = 7 OR color = red", "NOT id = 7", "id != 7", "id > 7", "color = 7")) {
      assertThat(shards(filter)).as(filter).isEqualTo(all());
    }
    assertThat(KeyNarrowing.shards(index, Optional.empty())).isEqualTo(all());
  }

  @Test
  void textAndOddNumbersFindKeysOfOtherSpellings() {
    for (String value : List.of("abc", "07", "7.0", "\"7a\"", "12345678901234567", "-0")) {
      assertThat(shards("id = " + value)).as(value).isEqualTo(all());
    }
  }

  @Test
  void aContradictionIsStillAskedOfSomeShard() {
    int[] asked = shards("id = 1 AND id = 2 AND id = 3 AND id = 4");
    assertThat(asked).isNotEmpty();
    assertThat(asked.length).isLessThan(16);
  }
}
