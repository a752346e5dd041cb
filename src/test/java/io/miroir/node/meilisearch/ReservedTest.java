package io.miroir.node.meilisearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.Utf8Order;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReservedTest {
  @Test
  void numbersComeBackAndTheirTextsAreOrderedLikeThem() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      long left = random.nextLong() >>> (11 + random.nextInt(50));
      long right = random.nextLong() >>> (11 + random.nextInt(50));
      assertThat(Reserved.number(Reserved.number(left))).isEqualTo(left);
      assertThat(Integer.signum(Utf8Order.compare(Reserved.number(left), Reserved.number(right))))
          .isEqualTo(Long.compare(left, right));
    }
  }

  @Test
  void valuesAndMarkersHoldNoWord() {
    assertThat(Reserved.number(123456789L) + Reserved.live(77) + Reserved.dead(5))
        .matches("[^\\p{L}\\p{N}\\s\"]+");
    assertThat(Reserved.sequenceKey(1023)).matches("[_-]+").isNotEqualTo(Reserved.epochKey(1023));
    assertThat(Reserved.isDead(Reserved.dead(3))).isTrue();
    assertThat(Reserved.isDead(Reserved.live(3))).isFalse();
  }

  @Test
  void errorTextsLoseOurNames() {
    assertThat(
            Reserved.stripped("x. Available filterable attribute patterns are: `_miroir_shard`."))
        .isEqualTo("x. This index does not have configured filterable attribute patterns.");
    assertThat(Reserved.stripped("are: `_miroir_shard, a, b`.")).isEqualTo("are: `a, b`.");
    assertThat(Reserved.stripped("are: `a`, `_miroir_ord`.")).isEqualTo("are: `a`.");
  }
}
