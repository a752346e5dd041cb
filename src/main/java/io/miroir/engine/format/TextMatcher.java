package io.miroir.engine.format;

import io.miroir.engine.analysis.Token;
import io.miroir.engine.query.QueryMatches;
import io.miroir.engine.query.QueryMatches.MatchedTerm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what a query matched in the tokens of a text (ranking reference, 7.2). */
final class TextMatcher {

  /** A phrase, its words in order. */
  private record Phrase(List<String> words, MatchedTerm term) {}

  /** The words of one term, each with its place in the list and its length in chars. */
  private record Words(MatchedTerm term, Map<String, Integer> places) {}

  private final Map<String, List<Phrase>> phrases = new HashMap<>();
  private final List<Words> words = new ArrayList<>();

  TextMatcher(QueryMatches matches) {
    for (MatchedTerm term : matches.terms()) {
      for (List<String> phrase : term.phrases()) {
        if (!phrase.isEmpty() && !phrase.contains(QueryMatches.GAP)) {
          phrases
              .computeIfAbsent(phrase.getFirst(), first -> new ArrayList<>())
              .add(new Phrase(phrase, term));
        }
      }
    }
    matches.terms().stream()
        .filter(term -> !term.words().isEmpty())
        .sorted(
            Comparator.comparing(MatchedTerm::prefix)
                .thenComparing(Comparator.comparingInt(MatchedTerm::size).reversed()))
        .forEach(term -> words.add(new Words(term, places(term.words()))));
  }

  private static Map<String, Integer> places(List<String> words) {
    Map<String, Integer> places = new HashMap<>(words.size() * 2);
    for (int i = 0; i < words.size(); i++) {
      places.putIfAbsent(words.get(i), i);
    }
    return places;
  }

  boolean isEmpty() {
    return phrases.isEmpty() && words.isEmpty();
  }

  /** The matches in text order; they do not overlap. */
  List<Match> matches(List<Token> tokens) {
    if (isEmpty()) {
      return List.of();
    }
    int[] places = wordPlaces(tokens);
    List<Match> found = new ArrayList<>();
    for (int at = 0; at < places.length; ) {
      Match match = phraseAt(tokens, places, at);
      if (match == null) {
        match = wordAt(tokens, places, at);
      }
      if (match == null) {
        at++;
      } else {
        found.add(match);
        at = match.lastWord() + 1;
      }
    }
    return found;
  }

  /** The places of the word tokens. */
  static int[] wordPlaces(List<Token> tokens) {
    int[] places = new int[tokens.size()];
    int count = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.get(i).kind().separator()) {
        places[count++] = i;
      }
    }
    return java.util.Arrays.copyOf(places, count);
  }

  private Match phraseAt(List<Token> tokens, int[] places, int at) {
    for (Phrase phrase : phrases.getOrDefault(tokens.get(places[at]).lemma(), List.of())) {
      if (follows(phrase.words(), tokens, places, at)) {
        int size = phrase.words().size();
        int last = at + size - 1;
        MatchedTerm term = phrase.term();
        return new Match(
            places[at], places[last], at, last, term.firstId(), term.lastId(), -1, size);
      }
    }
    return null;
  }

  private static boolean follows(List<String> words, List<Token> tokens, int[] places, int at) {
    if (words.size() > places.length - at) {
      return false;
    }
    for (int i = 1; i < words.size(); i++) {
      if (!tokens.get(places[at + i]).lemma().equals(words.get(i))) {
        return false;
      }
    }
    return true;
  }

  private Match wordAt(List<Token> tokens, int[] places, int at) {
    Token token = tokens.get(places[at]);
    for (Words each : words) {
      MatchedTerm term = each.term();
      if (!term.prefix()) {
        if (each.places().containsKey(token.lemma())) {
          return single(places[at], at, term, -1);
        }
        continue;
      }
      String word = firstBeginning(each, token.lemma());
      if (word != null) {
        int chars = Math.min(word.codePointCount(0, word.length()), term.chars());
        return single(places[at], at, term, token.originalChars(chars));
      }
    }
    return null;
  }

  private static Match single(int token, int word, MatchedTerm term, int chars) {
    return new Match(token, token, word, word, term.firstId(), term.lastId(), chars, 0);
  }

  /** The first word of the list that a lemma starts with, or null. */
  private static String firstBeginning(Words words, String lemma) {
    String best = null;
    int bestPlace = Integer.MAX_VALUE;
    for (int end = 1; end <= lemma.length(); end++) {
      String beginning = lemma.substring(0, end);
      Integer place = words.places().get(beginning);
      if (place != null && place < bestPlace) {
        best = beginning;
        bestPlace = place;
      }
    }
    return best;
  }
}
