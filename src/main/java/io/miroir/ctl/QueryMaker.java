package io.miroir.ctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Queries such as people type, made of the words of a corpus: one word, two of the same document,
 * the beginning of one, one with a typo. Each worker has its own.
 */
final class QueryMaker {
  private static final Pattern WORD =
      Pattern.compile("(?<![\\\\A-Za-z])[A-Za-z]{3,12}(?![\\w\"]*\":)");
  private static final int PREFIX_MIN = 3;

  private final List<String> documents;
  private final Random random;

  QueryMaker(List<String> documents, long seed) {
    this.documents = documents;
    this.random = new Random(seed);
  }

  String next() {
    List<String> words = words(document());
    if (words.isEmpty()) {
      return "";
    }
    int kind = random.nextInt(10);
    String word = words.get(random.nextInt(words.size()));
    if (kind < 4) {
      return word;
    }
    if (kind < 7) {
      return word + " " + words.get(random.nextInt(words.size()));
    }
    return kind < 9 ? prefix(word) : typo(word);
  }

  String document() {
    return documents.get(random.nextInt(documents.size()));
  }

  private static List<String> words(String document) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(document);
    while (matcher.find()) {
      words.add(matcher.group().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  private String prefix(String word) {
    return word.substring(0, PREFIX_MIN + random.nextInt(word.length() - PREFIX_MIN + 1));
  }

  private String typo(String word) {
    int at = 1 + random.nextInt(word.length() - 1);
    return word.substring(0, at) + (char) ('a' + random.nextInt(26)) + word.substring(at + 1);
  }
}
