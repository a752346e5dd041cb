package io.miroir.engine.query;

import io.miroir.engine.analysis.Token;
import io.miroir.engine.analysis.TokenKind;
import io.miroir.engine.analysis.Tokenizer;
import io.miroir.engine.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the settings of an index say about reading queries, prepared once per settings. */
public final class QueryProfile {
  private static final int SYNONYM_KEY_BYTES = 500;

  private final Settings settings;
  private final Tokenizer tokenizer;
  private final Map<List<String>, List<Phrase>> synonyms;
  private final Set<String> wordsWithoutTypos;

  public QueryProfile(Settings settings) {
    this.settings = settings;
    this.tokenizer = Tokenizer.of(settings);
    this.synonyms = readSynonyms();
    this.wordsWithoutTypos = new HashSet<>();
    for (String word : settings.typoTolerance().disableOnWords()) {
      wordsWithoutTypos.add(tokenizer.joinedLemmas(word));
    }
  }

  public Settings settings() {
    return settings;
  }

  /** Phrases stored under the words of a key, sorted as their texts are. */
  List<Phrase> synonyms(List<String> key) {
    return synonyms.getOrDefault(key, List.of());
  }

  /** How many typos a word of the query may have: 0, 1 or 2 (reference 2.3). */
  int budget(String word) {
    var typos = settings.typoTolerance();
    int chars = word.codePointCount(0, word.length());
    if (!typos.enabled()
        || chars < typos.minWordSizeForOneTypo()
        || wordsWithoutTypos.contains(word)) {
      return 0;
    }
    return chars < typos.minWordSizeForTwoTypos() ? 1 : 2;
  }

  QueryReader.Reading read(String text, List<String> locales) {
    return QueryReader.read(tokenizer.tokens(text, locales), settings.prefixSearch());
  }

  private Map<List<String>, List<Phrase>> readSynonyms() {
    Map<List<String>, Set<String>> texts = new HashMap<>();
    settings
        .synonyms()
        .forEach(
            (key, values) -> {
              List<String> words = words(key);
              int bytes = words.stream().mapToInt(QueryProfile::bytes).sum() + words.size() - 1;
              if (!words.isEmpty() && bytes < SYNONYM_KEY_BYTES) {
                texts.computeIfAbsent(words, k -> new TreeSet<>(Utf8Order.ORDER)).addAll(values);
              }
            });
    Map<List<String>, List<Phrase>> found = new HashMap<>();
    texts.forEach(
        (key, values) -> {
          List<Phrase> phrases = new ArrayList<>();
          for (String value : values) {
            List<String> words = words(value);
            if (!words.isEmpty()) {
              phrases.add(new Phrase(words));
            }
          }
          found.put(key, phrases);
        });
    return found;
  }

  private List<String> words(String text) {
    return tokenizer.tokens(text, List.of()).stream()
        .filter(token -> token.kind() == TokenKind.WORD && !token.lemma().isEmpty())
        .map(Token::lemma)
        .toList();
  }

  static int bytes(String word) {
    return word.getBytes(StandardCharsets.UTF_8).length;
  }
}
