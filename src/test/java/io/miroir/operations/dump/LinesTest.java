package io.miroir.operations.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> chunks(String text, int bytes) throws Exception {
    List<String> chunks = new ArrayList<>();
    Lines.chunks(
        in(text),
        bytes,
        (chunk, lines) -> chunks.add(lines + ":" + new String(chunk, StandardCharsets.UTF_8)));
    return chunks;
  }

  @Test
  void cutsBehindLineEndsOnly() throws Exception {
    assertThat(chunks("aa\nbb\ncc\n", 7)).containsExactly("2:aa\nbb\n", "1:cc\n");
    assertThat(chunks("aa\nbb", 100)).containsExactly("2:aa\nbb");
    assertThat(chunks("a long line\nb\n", 4)).containsExactly("2:a long line\nb\n");
    assertThat(chunks("", 4)).isEmpty();
  }

  @Test
  void countsLinesWithOrWithoutTheLastEnd() throws Exception {
    assertThat(Lines.count(in(""))).isZero();
    assertThat(Lines.count(in("a\nb"))).isEqualTo(2);
    assertThat(Lines.count(in("a\nb\n"))).isEqualTo(2);
  }

  @Test
  void givesSingleLinesAndWhatFollowsSome() throws Exception {
    List<String> lines = new ArrayList<>();
    Lines.each(in("a\n\nb"), line -> lines.add(new String(line, StandardCharsets.UTF_8)));
    assertThat(lines).containsExactly("a", "b");
    byte[] rest = Lines.without("a\nb\nc".getBytes(StandardCharsets.UTF_8), 2);
    assertThat(rest).isEqualTo("c".getBytes(StandardCharsets.UTF_8));
  }
}
