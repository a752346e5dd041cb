package io.miroir.engine.analysis;

import io.miroir.engine.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.analysis.CharArraySet;

/**
 * Cuts text into tokens by the rules of an index (ranking reference, 1.3). Immutable and shared;
 * {@link #reader} gives what one thread works with.
 */
public final class Tokenizer {
  private final Separators separators;
  private final CharArraySet stopWords;

  private Tokenizer(Separators separators, Collection<String> stopWords) {
    this.separators = separators;
    this.stopWords = decomposed(stopWords);
  }

  /** For documents and queries. */
  public static Tokenizer of(Settings settings) {
    return new Tokenizer(separatorsOf(settings), settings.stopWords());
  }

  /** For highlighting, which knows no stop words. */
  public static Tokenizer withoutStopWords(Settings settings) {
    return new Tokenizer(separatorsOf(settings), List.of());
  }

  private static Separators separatorsOf(Settings settings) {
    return Separators.of(
        settings.separatorTokens(), settings.nonSeparatorTokens(), settings.dictionary());
  }

  /** A stop word is compared decomposed, but with its case and marks. */
  private static CharArraySet decomposed(Collection<String> words) {
    CharArraySet set = new CharArraySet(words.size(), false);
    Folding folding = new Folding();
    for (String word : words) {
      set.add(folding.decompose(word.toCharArray(), 0, word.length(), Language.UNKNOWN).toString());
    }
    return set;
  }

  /** A reader for one thread; reuse it. */
  public TokenReader reader() {
    return new TokenReader(separators, stopWords);
  }

  /**
   * All tokens of a text.
   *
   * @param locales language codes that are allowed; empty for detection
   */
  public List<Token> tokens(String text, List<String> locales) {
    List<Token> tokens = new ArrayList<>();
    char[] chars = text.toCharArray();
    TokenMaker maker = new TokenMaker(separators, stopWords, tokens);
    new Cutter(separators).cut(chars, 0, chars.length, locales, maker);
    return tokens;
  }

  /** The lemma of a text taken as a single token: facet values and their queries. */
  public static String lemma(String text, List<String> locales) {
    char[] chars = text.toCharArray();
    Folding folding = new Folding();
    Script script = mainScript(text);
    Language language = Language.of(locales, script, chars, 0, chars.length);
    folding.decompose(chars, 0, chars.length, language);
    return folding.fold(script, language).toString();
  }

  /** The lemmas of all tokens, separators too, one behind the other. */
  public String joinedLemmas(String text) {
    StringBuilder joined = new StringBuilder();
    tokens(text, List.of()).forEach(token -> joined.append(token.lemma()));
    return joined.toString();
  }

  private static Script mainScript(String text) {
    int[] counts = new int[Script.values().length];
    text.codePoints().forEach(point -> counts[Script.of(point).ordinal()]++);
    Script main = Script.OTHER;
    int most = 0;
    for (Script script : Script.values()) {
      if (script != Script.OTHER && counts[script.ordinal()] > most) {
        most = counts[script.ordinal()];
        main = script;
      }
    }
    return main;
  }

  /** The length of a lemma in UTF-8 bytes. */
  public static int bytes(String lemma) {
    return lemma.getBytes(StandardCharsets.UTF_8).length;
  }
}
