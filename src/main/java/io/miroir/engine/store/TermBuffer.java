package io.miroir.engine.store;

import java.util.Arrays;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;

/**
 * The terms of one Lucene field of one document, collected in any order of positions and handed to
 * Lucene in ascending order. Reused from document to document.
 */
final class TermBuffer extends TokenStream {
  private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final BytesRef current = new BytesRef();
  private byte[] pool = new byte[1024];
  private int poolSize;
  private int[] starts = new int[64];

  /** Position in the upper half, place in {@link #starts} in the lower. */
  private long[] order = new long[64];

  private int count;
  private boolean ascending = true;
  private int next;
  private int last;

  void reuse() {
    poolSize = 0;
    count = 0;
    ascending = true;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void add(byte[] bytes, int offset, int length, int position) {
    if (count + 1 >= starts.length) {
      starts = ArrayUtil.grow(starts, count + 2);
      order = ArrayUtil.grow(order, starts.length);
    }
    if (poolSize + length > pool.length) {
      pool = ArrayUtil.grow(pool, poolSize + length);
    }
    System.arraycopy(bytes, offset, pool, poolSize, length);
    starts[count] = poolSize;
    poolSize += length;
    order[count] = (long) position << 32 | count;
    ascending &= count == 0 || order[count - 1] < order[count];
    count++;
    starts[count] = poolSize;
  }

  void add(BytesRef bytes) {
    add(bytes.bytes, bytes.offset, bytes.length, count);
  }

  @Override
  public void reset() {
    if (!ascending) {
      Arrays.sort(order, 0, count);
    }
    next = 0;
    last = -1;
  }

  @Override
  public boolean incrementToken() {
    if (next == count) {
      return false;
    }
    long entry = order[next++];
    int position = (int) (entry >>> 32);
    int place = (int) entry;
    current.bytes = pool;
    current.offset = starts[place];
    current.length = starts[place + 1] - starts[place];
    term.setBytesRef(current);
    increment.setPositionIncrement(position - last);
    last = position;
    return true;
  }
}
