package io.miroir.engine.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/** Words in UTF-8 byte order, one behind the other in memory. */
final class WordList {
  private static final int SEED = 0x5eed;
  private static final int SPREAD = 0x9E3779B9;
  private static final int MARKS_PER_WORD = 8;
  private static final int SHARED_MAX = 255;
  private static final int BLOCK_BITS = 6;
  private static final int BLOCK = 1 << BLOCK_BITS;

  /** A Bloom filter: most words asked for are not there. */
  private long[] marks;

  /** How many bytes, 255 at most, a word has in common with the word before. */
  private byte[] shared;

  /** The fewest of them in each block of words. */
  private byte[] sharedLeast;

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

  /** The words of two lists, each once. */
  static WordList union(WordList left, WordList right) {
    WordList list = new WordList();
    int at = 0;
    int other = 0;
    while (at < left.count && other < right.count) {
      int order = left.compare(at, right, other);
      list.add(order <= 0 ? left : right, order <= 0 ? at : other);
      at += order <= 0 ? 1 : 0;
      other += order >= 0 ? 1 : 0;
    }
    for (; at < left.count; at++) {
      list.add(left, at);
    }
    for (; other < right.count; other++) {
      list.add(right, other);
    }
    return list.trimmed();
  }

  private int compare(int place, WordList other, int otherPlace) {
    return Arrays.compareUnsigned(
        bytes,
        starts[place],
        starts[place + 1],
        other.bytes,
        other.starts[otherPlace],
        other.starts[otherPlace + 1]);
  }

  private void add(WordList other, int place) {
    add(other.bytes, other.starts[place], other.starts[place + 1] - other.starts[place]);
  }

  private void add(BytesRef word) {
    add(word.bytes, word.offset, word.length);
  }

  private void add(byte[] from, int offset, int length) {
    int start = starts[count];
    bytes = ArrayUtil.grow(bytes, start + length);
    System.arraycopy(from, offset, bytes, start, length);
    starts = ArrayUtil.grow(starts, count + 2);
    starts[++count] = start + length;
  }

  int count() {
    return count;
  }

  private WordList trimmed() {
    bytes = Arrays.copyOf(bytes, starts[count]);
    starts = Arrays.copyOf(starts, count + 1);
    marks = new long[Math.max(1, Integer.highestOneBit(count) * 2 * MARKS_PER_WORD / Long.SIZE)];
    for (int place = 0; place < count; place++) {
      int hash = hash(bytes, starts[place], starts[place + 1] - starts[place]);
      mark(hash);
      mark(hash * SPREAD);
    }
    compareNeighbours();
    return this;
  }

  private void compareNeighbours() {
    shared = new byte[count];
    sharedLeast = new byte[(count + BLOCK - 1) >>> BLOCK_BITS];
    Arrays.fill(sharedLeast, (byte) SHARED_MAX);
    for (int place = 0; place < count; place++) {
      int common = place == 0 ? 0 : common(place);
      shared[place] = (byte) common;
      int block = place >>> BLOCK_BITS;
      sharedLeast[block] = (byte) Math.min(sharedLeast[block] & 0xFF, common);
    }
  }

  private int common(int place) {
    int before = starts[place - 1];
    int start = starts[place];
    int most = Math.min(SHARED_MAX, Math.min(start - before, starts[place + 1] - start));
    int same = Arrays.mismatch(bytes, before, before + most, bytes, start, start + most);
    return same < 0 ? most : same;
  }

  private static int hash(byte[] text, int offset, int length) {
    return StringHelper.murmurhash3_x86_32(text, offset, length, SEED);
  }

  private void mark(int hash) {
    marks[(hash >>> 6) & (marks.length - 1)] |= 1L << hash;
  }

  private boolean marked(int hash) {
    return (marks[(hash >>> 6) & (marks.length - 1)] & 1L << hash) != 0;
  }

  /** Whether the word is there. */
  boolean contains(BytesRef word) {
    int hash = hash(word.bytes, word.offset, word.length);
    return marked(hash) && marked(hash * SPREAD) && find(word);
  }

  private boolean find(BytesRef word) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order =
          Arrays.compareUnsigned(
              bytes,
              starts[middle],
              starts[middle + 1],
              word.bytes,
              word.offset,
              word.offset + word.length);
      if (order == 0) {
        return true;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return false;
  }

  long bytes() {
    return 64
        + bytes.length
        + 4L * starts.length
        + 8L * marks.length
        + shared.length
        + sharedLeast.length;
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

    /** A word without the beginning is the first that shares less with the word before it. */
    @Override
    public BytesRef skip(int length) {
      int wanted = Math.min(length, SHARED_MAX);
      int next = place + 1;
      while (next < count) {
        if ((next & (BLOCK - 1)) == 0 && (sharedLeast[next >>> BLOCK_BITS] & 0xFF) >= wanted) {
          next += BLOCK;
        } else if ((shared[next] & 0xFF) >= wanted) {
          next++;
        } else {
          break;
        }
      }
      return to(Math.min(next, count));
    }

    @Override
    public boolean alive() {
      return alive.test(word);
    }
  }
}
