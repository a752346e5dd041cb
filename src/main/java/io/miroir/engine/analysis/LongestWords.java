package io.miroir.engine.analysis;

import java.util.function.Supplier;
import org.apache.lucene.util.fst.FST;

/**
 * Cuts from left to right by the longest word of a list. What starts no word is kept together up to
 * the next word, or cut char by char, as the original does for the language (ranking reference,
 * 1.3.3).
 */
final class LongestWords implements Segmenter {

  /** What is done with text that is in no list. */
  enum Unknown {
    TOGETHER,
    CHAR_BY_CHAR
  }

  private final Supplier<WordSet> list;
  private final Unknown unknown;

  LongestWords(Supplier<WordSet> list, Unknown unknown) {
    this.list = list;
    this.unknown = unknown;
  }

  @Override
  public void segment(char[] text, int start, int end, Ends ends) {
    WordSet words = list.get();
    FST.BytesReader reader = words.reader();
    boolean pending = false;
    for (int i = start; i < end; ) {
      int length = words.longest(text, i, end, reader);
      if (length > 0) {
        if (pending) {
          ends.end(i);
        }
        pending = false;
        i += length;
        ends.end(i);
        continue;
      }
      i += Character.charCount(Character.codePointAt(text, i, end));
      pending = unknown == Unknown.TOGETHER;
      if (!pending) {
        ends.end(i);
      }
    }
    if (pending) {
      ends.end(end);
    }
  }
}
