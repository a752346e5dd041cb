package io.miroir.engine.query;

import java.util.ArrayList;
import java.util.List;

/**
 * A word, phrase or n-gram of a query with everything it may match (ranking reference, 2.4 to 2.7).
 * Derivations are looked up when first asked for; a term belongs to one search and one thread.
 */
public final class Term {
  static final int WORD_BYTES_MAX = 250;
  private static final int SYNONYM_PHRASES_MAX = 50;
  private static final int SYNONYM_WORDS_MAX = 100;

  private final int number;
  private final int firstId;
  private final int lastId;
  private final int start;
  private final int end;
  private final boolean prefix;
  private final Phrase phrase;
  private final List<String> components;
  private final String text;
  private final int budget;
  private final boolean underivable;
  private final QueryProfile profile;
  private final Lexicon lexicon;

  private Boolean exists;
  private Completions completions;
  private List<Phrase> synonyms;
  private TypoCandidates.Classes typos;
  private Phrase split;
  private boolean splitKnown;
  private boolean typosAsked;

  private Term(
      int number,
      int firstId,
      List<QueryReader.Typed> parts,
      QueryProfile profile,
      Lexicon lexicon) {
    this.number = number;
    this.firstId = firstId;
    this.lastId = firstId + parts.size() - 1;
    this.start = parts.getFirst().start();
    this.end = parts.getLast().end();
    this.prefix = parts.getLast().prefix();
    this.phrase = parts.getFirst().phrase();
    this.components = parts.stream().map(QueryReader.Typed::word).toList();
    this.text = String.join("", components);
    this.underivable = phrase != null || QueryProfile.bytes(text) > WORD_BYTES_MAX;
    this.budget = underivable ? 0 : Math.max(0, profile.budget(text) - (parts.size() - 1));
    this.profile = profile;
    this.lexicon = lexicon;
  }

  static Term of(
      int number,
      int firstId,
      List<QueryReader.Typed> parts,
      QueryProfile profile,
      Lexicon lexicon) {
    return new Term(number, firstId, parts, profile, lexicon);
  }

  /** Place in the terms of the search: equal on every shard. */
  public int number() {
    return number;
  }

  /** Number of the first original term it covers, from 0. */
  public int firstId() {
    return firstId;
  }

  public int lastId() {
    return lastId;
  }

  /** How many original terms it covers: 1, or 2 or 3 for an n-gram. */
  public int size() {
    return lastId - firstId + 1;
  }

  public boolean ngram() {
    return lastId > firstId;
  }

  /** First and last place in the query. */
  public int start() {
    return start;
  }

  public int end() {
    return end;
  }

  public boolean prefix() {
    return prefix;
  }

  /** Null for a word or n-gram. */
  public Phrase phrase() {
    return phrase;
  }

  /** The (joined) word; empty for a phrase. */
  public String text() {
    return text;
  }

  /** A phrase or an overlong word: matches nothing but itself. */
  boolean underivable() {
    return underivable;
  }

  public int budget() {
    return budget;
  }

  /** Whether the word itself is in the index. */
  public boolean exists() {
    if (exists == null) {
      exists = !underivable && lexicon.exists(text);
    }
    return exists;
  }

  /** Whether the prefix database answers for all words that start with the text. */
  public boolean inPrefixDatabase() {
    return derivedCompletions().member();
  }

  /** Listed completions, without the word itself. */
  public List<String> completions() {
    return derivedCompletions().words();
  }

  private Completions derivedCompletions() {
    if (completions == null) {
      completions = underivable || !prefix ? Completions.NONE : lexicon.completions(text);
    }
    return completions;
  }

  /** Synonyms of the word; of an n-gram also those of its components. */
  public List<Phrase> synonyms() {
    if (synonyms == null) {
      synonyms = underivable ? List.of() : findSynonyms();
    }
    return synonyms;
  }

  private List<Phrase> findSynonyms() {
    List<Phrase> found = new ArrayList<>();
    int words = 0;
    for (Phrase each : profile.synonyms(List.of(text))) {
      if (found.size() >= SYNONYM_PHRASES_MAX) {
        break;
      }
      if (words + each.size() <= SYNONYM_WORDS_MAX && !found.contains(each)) {
        found.add(each);
        words += each.size();
      }
    }
    if (ngram()) {
      profile.synonyms(components).stream()
          .filter(each -> !found.contains(each))
          .forEach(found::add);
    }
    return found;
  }

  /** Words with one typo. */
  public List<String> oneTypo() {
    return typos().one();
  }

  /** Words with two typos. */
  public List<String> twoTypos() {
    return typos().two();
  }

  private TypoCandidates.Classes typos() {
    if (typos == null) {
      TypoCandidates candidates =
          budget == 0 ? TypoCandidates.NONE : lexicon.typos(text, prefix, budget);
      typos = candidates.classes();
    }
    return typos;
  }

  /** The word cut in two where the index has most neighbours, or null. */
  public Phrase split() {
    if (!splitKnown) {
      splitKnown = true;
      split = underivable ? null : bestSplit();
    }
    return split;
  }

  private Phrase bestSplit() {
    long[] counts = lexicon.cuts(text);
    int best = Derivations.best(counts);
    if (best < 0) {
      return null;
    }
    int at = text.offsetByCodePoints(0, best + 1);
    var found = Phrase.of(text.substring(0, at), text.substring(at));
    return ngram() && found.slots().equals(components) ? null : found;
  }

  /** Remembers that the search looked at words with typos: only then are they highlighted. */
  public void askForTypos() {
    typosAsked = true;
  }

  /** Whether the search looked at words with typos. */
  public boolean askedForTypos() {
    return typosAsked;
  }

  /** What of this term may be highlighted (reference 7.2). */
  public QueryMatches.MatchedTerm matched() {
    List<List<String>> phrases = new ArrayList<>();
    if (phrase != null) {
      phrases.add(phrase.slots());
    }
    synonyms().forEach(each -> phrases.add(each.slots()));
    List<String> words = new ArrayList<>();
    if (exists()) {
      words.add(text);
    }
    words.addAll(completions());
    if (typosAsked) {
      List<String> typed = new ArrayList<>(oneTypo());
      typed.addAll(twoTypos());
      typed.sort(Utf8Order.ORDER);
      words.addAll(typed);
      if (split() != null) {
        phrases.add(split().slots());
      }
    }
    int chars = text.codePointCount(0, text.length());
    return new QueryMatches.MatchedTerm(firstId, lastId, prefix, chars, words, phrases);
  }
}
