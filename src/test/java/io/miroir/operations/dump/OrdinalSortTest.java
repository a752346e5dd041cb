package io.miroir.operations.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdinalSortTest {
  @TempDir private Path folder;

  private List<Long> sorted(int items, int bytes) throws Exception {
    List<Long> ordinals = new ArrayList<>(LongStream.range(0, items).boxed().toList());
    Collections.shuffle(ordinals, new Random(7));
    List<Long> out = new ArrayList<>();
    try (OrdinalSort sort = new OrdinalSort(n -> folder.resolve("run-" + n))) {
      for (long ordinal : ordinals) {
        sort.add(new OrdinalSort.Item(ordinal, 3, "é" + ordinal, 2 * ordinal, new byte[bytes]));
      }
      sort.drain(
          item -> {
            assertThat(item.key()).isEqualTo("é" + item.ordinal());
            assertThat(item.sequence()).isEqualTo(2 * item.ordinal());
            assertThat(item.source()).isEqualTo(3);
            assertThat(item.document()).hasSize(bytes);
            out.add(item.ordinal());
          });
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    return out;
  }

  @Test
  void sortsInMemory() throws Exception {
    assertThat(sorted(1000, 10)).isEqualTo(LongStream.range(0, 1000).boxed().toList());
  }

  @Test
  void sortsMoreThanMemoryHolds() throws Exception {
    assertThat(sorted(700, 64 << 10)).isEqualTo(LongStream.range(0, 700).boxed().toList());
  }

  @Test
  void leavesNoFileWhenNobodyDrainsIt() throws Exception {
    try (OrdinalSort sort = new OrdinalSort(n -> folder.resolve("run-" + n))) {
      for (int i = 0; i < 20; i++) {
        sort.add(new OrdinalSort.Item(i, 0, "k", 0, new byte[1 << 20]));
      }
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
