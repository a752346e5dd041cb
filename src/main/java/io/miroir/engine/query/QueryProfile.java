package io.miroir.engine.query;

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
  private final QueryAnalyzer analyzer;
  private final Map<List<String>, List<Phrase>> synonyms;
  private final Set<String> wordsWithoutTypos;

  public QueryProfile(Settings settings, QueryAnalyzer analyzer) {
    this.settings = settings;
    this.analyzer = analyzer;
    this.synonyms = readSynonyms();
    this.wordsWithoutTypos = new HashSet<>();
    for (String word : settings.typoTolerance().disableOnWords()) {
      var joined = new StringBuilder();
      analyzer.tokens(word, List.of()).forEach(token -> joined.append(token.lemma()));
      wordsWithoutTypos.add(joined.toString());
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
    return QueryReader.read(analyzer.tokens(text, locales), settings.prefixSearch());
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
    return analyzer.tokens(text, List.of()).stream()
        .filter(token -> token.kind() == QueryToken.Kind.WORD && !token.lemma().isEmpty())
        .map(QueryToken::lemma)
        .toList();
  }

  static int bytes(String word) {
    return word.getBytes(StandardCharsets.UTF_8).length;
  }
}
