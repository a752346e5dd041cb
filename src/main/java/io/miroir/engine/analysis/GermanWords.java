package io.miroir.engine.analysis;

import de.danielnaber.jwordsplitter.GermanWordSplitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts of German compounds, made of jWordSplitter's list of words: those that are neither a
 * declined form nor a compound of others, with the linking s where there is one, in lower case and
 * with a capital. The original's list holds such parts, but is under a licence that keeps it out of
 * this program; the two agree on the words that most compounds are made of.
 */
final class GermanWords {
  private static final String RESOURCE = "wordsGerman.txt";
  private static final int PART_MIN = 3;
  private static final Pattern LINKED =
      Pattern.compile(".*(ung|heit|keit|ion|tät|schaft|ing|ling|tum)");

  /** Make words of words, not compounds. */
  private static final Set<String> SUFFIXES = Set.of("schaft", "heit", "keit", "ung", "tum");

  private static final List<String> ENDINGS =
      List.of(
          "e", "en", "ens", "er", "ern", "ers", "es", "n", "s", "in", "innen", "nen", "ns", "te",
          "ten", "se", "sen", "ses");

  private GermanWords() {}

  static Set<String> read() {
    Set<String> all = listed();
    Set<String> bases =
        all.stream().filter(word -> !isDeclined(word, all)).collect(Collectors.toSet());
    return bases.stream()
        .filter(word -> !isCompound(word, bases))
        .flatMap(GermanWords::linked)
        .flatMap(word -> Stream.of(word, capital(word)))
        .collect(Collectors.toSet());
  }

  private static Set<String> listed() {
    try (InputStream in = GermanWordSplitter.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.strip().toLowerCase(Locale.GERMAN))
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toCollection(HashSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the German word list", e);
    }
  }

  private static boolean isDeclined(String word, Set<String> all) {
    return ENDINGS.stream()
        .anyMatch(
            ending ->
                word.length() - ending.length() >= PART_MIN
                    && word.endsWith(ending)
                    && all.contains(word.substring(0, word.length() - ending.length())));
  }

  private static boolean isCompound(String word, Set<String> bases) {
    for (int i = PART_MIN; i <= word.length() - PART_MIN; i++) {
      String head = word.substring(0, i);
      boolean known =
          bases.contains(head)
              || i > PART_MIN && head.endsWith("s") && bases.contains(head.substring(0, i - 1));
      String tail = word.substring(i);
      if (known && bases.contains(tail) && !SUFFIXES.contains(tail)) {
        return true;
      }
    }
    return false;
  }

  private static Stream<String> linked(String word) {
    return LINKED.matcher(word).matches() ? Stream.of(word, word + "s") : Stream.of(word);
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.GERMAN) + word.substring(1);
  }
}
