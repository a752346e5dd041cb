package io.miroir.engine.store;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.ArrayUtil;

/**
 * Walks the documents of a word in one segment, tolerant and exact places together. A place is
 * {@code field << 16 | position}, compared as an unsigned number.
 */
final class WordCursor {
  static final int NO_MORE = DocIdSetIterator.NO_MORE_DOCS;

  private PostingsEnum[] postings = new PostingsEnum[4];
  private final boolean[] high = new boolean[4];
  private int count;
  private int document;
  private int[] places = new int[32];
  private int size;

  void reuse() {
    count = 0;
    document = -1;
  }

  /**
   * @param highFields the postings are those of {@link Layout#HIGH_FIELD} and above
   */
  void add(PostingsEnum more, boolean highFields) {
    postings[count] = more;
    high[count++] = highFields;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** About how many documents there are. */
  long cost() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += postings[i].cost();
    }
    return sum;
  }

  int document() {
    return document;
  }

  int next() throws IOException {
    return advance(document + 1);
  }

  int advance(int target) throws IOException {
    int least = NO_MORE;
    for (int i = 0; i < count; i++) {
      int at = postings[i].docID();
      if (at < target) {
        at = postings[i].advance(target);
      }
      least = Math.min(least, at);
    }
    document = least;
    return least;
  }

  /** Reads the places of the current document, once. */
  int readPlaces() throws IOException {
    size = 0;
    int sources = 0;
    for (int i = 0; i < count; i++) {
      if (postings[i].docID() == document) {
        read(postings[i], high[i] ? Layout.HIGH_FIELD << 16 : 0);
        sources++;
      }
    }
    if (sources > 1) {
      sortUnsigned();
    }
    return size;
  }

  private void read(PostingsEnum from, int offset) throws IOException {
    int frequency = from.freq();
    if (size + frequency > places.length) {
      places = ArrayUtil.grow(places, size + frequency);
    }
    for (int i = 0; i < frequency; i++) {
      places[size++] = from.nextPosition() + offset;
    }
  }

  private void sortUnsigned() {
    for (int i = 0; i < size; i++) {
      places[i] ^= Integer.MIN_VALUE;
    }
    Arrays.sort(places, 0, size);
    for (int i = 0; i < size; i++) {
      places[i] ^= Integer.MIN_VALUE;
    }
  }

  /** The places read last; only the first {@link #readPlaces} ones count. */
  int[] places() {
    return places;
  }
}
