package io.miroir.engine.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.miroir.engine.settings.Settings.ProximityPrecision;
import io.miroir.engine.store.IndexView;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Remembers derivations of words between searches, as long as the documents stay the same. An
 * answer is a fact of one {@link IndexView#moment}, so the cache changes no answer.
 */
public final class LexiconCache {
  private static final int WORDS_MAX = 4096;

  private final Cache<Object, Cache<Key, Object>> moments =
      Caffeine.newBuilder().weakKeys().build();

  private enum Kind {
    COMPLETIONS,
    TYPOS,
    CUTS,
    CUTS_BY_ATTRIBUTE
  }

  private record Key(Kind kind, String word, boolean prefix, int budget) {}

  private final Cache<Object, Long> numbers = Caffeine.newBuilder().weakKeys().build();

  /** A number for the documents of a view: others have others, on other nodes too. */
  public long momentOf(IndexView view) {
    return numbers.get(view.moment(), m -> ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
  }

  /** The lexicon of a view. */
  public Lexicon of(IndexView view) {
    Cache<Key, Object> known =
        moments.get(view.moment(), m -> Caffeine.newBuilder().maximumSize(WORDS_MAX).build());
    boolean byWord = view.settings().proximityPrecision() == ProximityPrecision.BY_WORD;
    return new Cached(new ViewLexicon(view), known, byWord ? Kind.CUTS : Kind.CUTS_BY_ATTRIBUTE);
  }

  /** One search's access; values of a kind are always of the kind's type. */
  private record Cached(Lexicon source, Cache<Key, Object> known, Kind cutting) implements Lexicon {

    @Override
    public boolean exists(String word) {
      return source.exists(word);
    }

    @Override
    public Completions completions(String prefix) {
      var key = new Key(Kind.COMPLETIONS, prefix, true, 0);
      return (Completions) known.get(key, k -> source.completions(prefix));
    }

    @Override
    public TypoCandidates typos(String word, boolean prefix, int budget) {
      var key = new Key(Kind.TYPOS, word, prefix, budget);
      return (TypoCandidates) known.get(key, k -> source.typos(word, prefix, budget));
    }

    @Override
    public long[] cuts(String word) {
      return (long[]) known.get(new Key(cutting, word, false, 0), k -> source.cuts(word));
    }

    @Override
    public OptionalLong frequency(int termId) {
      return source.frequency(termId);
    }
  }
}
