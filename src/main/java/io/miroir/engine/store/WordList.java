package io.miroir.engine.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/** Words in UTF-8 byte order, one behind the other in memory. */
final class WordList {
  private byte[] bytes = new byte[1024];
  private int[] starts = new int[128];
  private int count;

  private WordList() {}

  static WordList of(Terms terms) throws IOException {
    WordList list = new WordList();
    TermsEnum words = terms.iterator();
    for (BytesRef word = words.next(); word != null; word = words.next()) {
      list.add(word);
    }
    return list.trimmed();
  }

  static WordList of(Collection<String> sorted) {
    WordList list = new WordList();
    sorted.forEach(word -> list.add(new BytesRef(word)));
    return list.trimmed();
  }

  private void add(BytesRef word) {
    int start = starts[count];
    bytes = ArrayUtil.grow(bytes, start + word.length);
    System.arraycopy(word.bytes, word.offset, bytes, start, word.length);
    starts = ArrayUtil.grow(starts, count + 2);
    starts[++count] = start + word.length;
  }

  private WordList trimmed() {
    bytes = Arrays.copyOf(bytes, starts[count]);
    starts = Arrays.copyOf(starts, count + 1);
    return this;
  }

  long bytes() {
    return 64 + bytes.length + 4L * starts.length;
  }

  /** Tells whether a word of a walk counts. */
  interface Alive {
    boolean test(BytesRef word);
  }

  WordWalk walk(Alive alive) {
    return new Walk(alive);
  }

  private final class Walk implements WordWalk {
    private final Alive alive;
    private final BytesRef word = new BytesRef(bytes);
    private int place = -1;

    private Walk(Alive alive) {
      this.alive = alive;
    }

    @Override
    public BytesRef next() {
      return to(place + 1);
    }

    private BytesRef to(int next) {
      place = next;
      if (next >= count) {
        return null;
      }
      word.offset = starts[next];
      word.length = starts[next + 1] - starts[next];
      return word;
    }

    /** Gallops, then halves: most such runs are short. */
    @Override
    public BytesRef skip(int length) {
      int from = starts[place];
      int in = place;
      int step = 1;
      while (in + step < count && starts(in + step, from, length)) {
        in += step;
        step *= 2;
      }
      int out = Math.min(count, in + step);
      while (in + 1 < out) {
        int middle = (in + out) >>> 1;
        if (starts(middle, from, length)) {
          in = middle;
        } else {
          out = middle;
        }
      }
      return to(out);
    }

    private boolean starts(int other, int from, int length) {
      int start = starts[other];
      return starts[other + 1] - start >= length
          && Arrays.equals(bytes, start, start + length, bytes, from, from + length);
    }

    @Override
    public boolean alive() {
      return alive.test(word);
    }
  }
}
