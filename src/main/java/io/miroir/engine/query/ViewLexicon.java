package io.miroir.engine.query;

import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.roaringbitmap.RoaringBitmap;

/** The lexicon of one view: that of the whole index when the view holds all of it. */
public final class ViewLexicon implements Lexicon {
  private final IndexView view;

  public ViewLexicon(IndexView view) {
    this.view = view;
  }

  @Override
  public boolean exists(String word) {
    return !view.tolerant(word).isEmpty() || !view.exact(word).isEmpty();
  }

  @Override
  public Completions completions(String prefix) {
    if (view.hasPrefix(prefix)) {
      return new Completions(true, List.of(), List.of());
    }
    List<String> words = new ArrayList<>();
    Iterator<String> starting = view.startingWith(prefix);
    while (starting.hasNext() && words.size() < Completions.MAX) {
      String word = starting.next();
      if (!word.equals(prefix)) {
        words.add(word);
      }
    }
    return new Completions(false, dictionaryWords(prefix), words);
  }

  private List<String> dictionaryWords(String prefix) {
    List<String> found = new ArrayList<>();
    if (QueryProfile.bytes(prefix) <= Completions.MEMBER_BYTES && view.settings().prefixSearch()) {
      Iterator<String> starting = view.startingWith(prefix);
      while (starting.hasNext() && found.size() < Completions.MEMBER_WORDS) {
        String word = starting.next();
        if (!view.tolerant(word).isEmpty()) {
          found.add(word);
        }
      }
    }
    return found;
  }

  @Override
  public TypoCandidates typos(String word, boolean prefix, int budget) {
    return budget == 0 ? TypoCandidates.NONE : TypoWalk.find(view, word, prefix, budget);
  }

  @Override
  public long[] cuts(String word) {
    int chars = word.codePointCount(0, word.length());
    long[] counts = new long[Math.max(0, chars - 1)];
    boolean byWord = view.settings().proximityPrecision() == Settings.ProximityPrecision.BY_WORD;
    int at = 0;
    for (int cut = 0; cut < counts.length; cut++) {
      at = word.offsetByCodePoints(at, 1);
      String left = word.substring(0, at);
      String right = word.substring(at);
      RoaringBitmap pairs =
          byWord ? view.pair(1, left, right) : FieldPairs.inOneField(view, left, right);
      counts[cut] = pairs.getLongCardinality();
    }
    return counts;
  }

  @Override
  public OptionalLong frequency(int termId) {
    return OptionalLong.empty();
  }
}
