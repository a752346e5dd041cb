package io.miroir.engine.analysis;

import de.danielnaber.jwordsplitter.GermanWordSplitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Cuts German compounds into their parts, if all parts are known words. */
final class GermanSegmenter implements Segmenter {
  static final Segmenter INSTANCE = new GermanSegmenter();

  /** Longer words are no compounds worth the search. */
  private static final int CHARS_MAX = 64;

  /** Loaded by the first German text. */
  private static final class Loaded {
    static final GermanWordSplitter SPLITTER = load();

    private static GermanWordSplitter load() {
      try {
        GermanWordSplitter splitter = new GermanWordSplitter(false);
        splitter.setStrictMode(true);
        return splitter;
      } catch (IOException e) {
        throw new UncheckedIOException("can't read the German word list", e);
      }
    }
  }

  private GermanSegmenter() {}

  @Override
  public void segment(char[] text, int start, int end, Ends ends) {
    if (end - start <= CHARS_MAX) {
      List<String> parts = Loaded.SPLITTER.splitWord(new String(text, start, end - start));
      int length = parts.stream().mapToInt(String::length).sum();
      if (parts.size() > 1 && length == end - start) {
        int at = start;
        for (String part : parts) {
          at += part.length();
          ends.end(at);
        }
        return;
      }
    }
    ends.end(end);
  }
}
