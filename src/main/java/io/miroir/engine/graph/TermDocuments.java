package io.miroir.engine.graph;

import io.miroir.engine.query.FieldPairs;
import io.miroir.engine.query.Phrase;
import io.miroir.engine.query.Term;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which documents words, phrases and nodes match in one search (ranking reference, 2.6, 2.8, 2.9).
 * Everything is looked up when first asked for and remembered for the search. Bitmaps handed out
 * must not be changed.
 */
public final class TermDocuments {
  private static final int WINDOW = 3;

  private final IndexView view;
  private final FieldScope scope;
  private final boolean byAttribute;
  private final boolean exactPlaces;
  private final Map<String, RoaringBitmap> originals = new HashMap<>();
  private final Map<String, RoaringBitmap> derived = new HashMap<>();
  private final Map<Phrase, RoaringBitmap> phrases = new HashMap<>();
  private final Map<Integer, RoaringBitmap> nodes = new HashMap<>();
  private final Map<Integer, NodeWords> words = new HashMap<>();

  /**
   * The derivations of a node in play.
   *
   * @param original words that read tolerant and exact places
   * @param derived words that read tolerant places only
   * @param prefix set when the prefix database answers for all words that start with it, else null
   */
  public record NodeWords(
      List<String> original, List<String> derived, String prefix, List<Phrase> phrases) {

    /** Listed words and phrases; the prefix database aside. */
    public int listed() {
      return original.size() + derived.size() + phrases.size();
    }
  }

  public TermDocuments(IndexView view, FieldScope scope) {
    this.view = view;
    this.scope = scope;
    Settings settings = view.settings();
    this.byAttribute = settings.proximityPrecision() == Settings.ProximityPrecision.BY_ATTRIBUTE;
    this.exactPlaces =
        settings.typoTolerance().disableOnNumbers()
            || !settings.typoTolerance().disableOnAttributes().isEmpty();
  }

  public IndexView view() {
    return view;
  }

  public FieldScope scope() {
    return scope;
  }

  /** Whether pairs mean one same field instead of a distance. */
  public boolean byAttribute() {
    return byAttribute;
  }

  /** Whether a word's tolerant documents are all its documents, in every field searched. */
  public boolean plain() {
    return !exactPlaces && !scope.restricted();
  }

  /** Documents of a word as typed: tolerant and exact places in the searched fields. */
  public RoaringBitmap original(String word) {
    return originals.computeIfAbsent(word, this::findOriginal);
  }

  private RoaringBitmap findOriginal(String word) {
    if (scope.restricted()) {
      return inFields(word, false);
    }
    return exactPlaces ? or(view.tolerant(word), view.exact(word)) : view.tolerant(word);
  }

  /** Documents of a word the query was stretched to: tolerant places in the searched fields. */
  public RoaringBitmap derived(String word) {
    if (!exactPlaces) {
      return original(word);
    }
    return derived.computeIfAbsent(
        word, w -> scope.restricted() ? inFields(w, true) : view.tolerant(w));
  }

  private RoaringBitmap inFields(String word, boolean isDerived) {
    List<RoaringBitmap> found = new ArrayList<>();
    for (int field : view.fieldsOf(word)) {
      if (isDerived ? scope.allowsDerived(field) : scope.allows(field)) {
        found.add(view.inField(word, field));
      }
    }
    return union(found);
  }

  /** Documents of all words that start with a member of the prefix database. */
  private RoaringBitmap prefix(String prefix, boolean isDerived) {
    if (!scope.restricted()) {
      RoaringBitmap tolerant = view.prefixTolerant(prefix);
      return isDerived || !exactPlaces ? tolerant : or(tolerant, view.prefixExact(prefix));
    }
    List<RoaringBitmap> found = new ArrayList<>();
    for (int field : view.prefixFieldsOf(prefix)) {
      if (isDerived ? scope.allowsDerived(field) : scope.allows(field)) {
        found.add(view.prefixInField(prefix, field));
      }
    }
    return union(found);
  }

  /** Documents of a phrase: neighbouring slots in every window of three. */
  public RoaringBitmap phrase(Phrase phrase) {
    RoaringBitmap found = phrases.get(phrase);
    if (found == null) {
      found = findPhrase(phrase.slots());
      phrases.put(phrase, found);
    }
    return found;
  }

  private RoaringBitmap findPhrase(List<String> slots) {
    RoaringBitmap found = null;
    for (String slot : slots) {
      if (!slot.isEmpty()) {
        RoaringBitmap here = original(slot);
        found = found == null ? here : RoaringBitmap.and(found, here);
      }
    }
    int size = Math.min(slots.size(), WINDOW);
    for (int left = 0; left < slots.size(); left++) {
      // Pairs in windows of `size` slots: those fewer than `size` apart.
      for (int right = left + 1; right < Math.min(left + size, slots.size()); right++) {
        if (!slots.get(left).isEmpty() && !slots.get(right).isEmpty() && !found.isEmpty()) {
          found = RoaringBitmap.and(found, within(right - left, slots.get(left), slots.get(right)));
        }
      }
    }
    return found;
  }

  private RoaringBitmap within(int distance, String left, String right) {
    RoaringBitmap near = pair(1, left, right);
    return distance == 1 || byAttribute ? near : or(near, pair(2, left, right));
  }

  /** PP(distance, left, right) of the whole view. */
  public RoaringBitmap pair(int distance, String left, String right) {
    return byAttribute
        ? FieldPairs.inOneField(view, left, right)
        : view.pair(distance, left, right);
  }

  /** Documents of a node under its mask. */
  public RoaringBitmap node(GraphNode node) {
    RoaringBitmap found = nodes.get(node.key());
    if (found == null) {
      found = findNode(node);
      nodes.put(node.key(), found);
    }
    return found;
  }

  private RoaringBitmap findNode(GraphNode node) {
    NodeWords in = words(node);
    List<RoaringBitmap> found = new ArrayList<>();
    in.original().forEach(word -> found.add(original(word)));
    in.derived().forEach(word -> found.add(derived(word)));
    if (in.prefix() != null) {
      found.add(prefix(in.prefix(), node.term().ngram()));
    }
    in.phrases().forEach(phrase -> found.add(phrase(phrase)));
    return union(found);
  }

  /** Documents of the exact word or phrase of a node that has one. */
  public RoaringBitmap exactly(GraphNode node) {
    Term term = node.term();
    return term.phrase() != null ? phrase(term.phrase()) : original(term.text());
  }

  /** The derivations of a node in play; asks its term for typos if the mask allows some. */
  public NodeWords words(GraphNode node) {
    if (node.has(GraphNode.ONE_TYPO | GraphNode.TWO_TYPOS)) {
      node.term().askForTypos();
    }
    NodeWords found = words.get(node.key());
    if (found == null) {
      found = findWords(node);
      words.put(node.key(), found);
    }
    return found;
  }

  private static NodeWords findWords(GraphNode node) {
    Term term = node.term();
    if (term.phrase() != null) {
      return new NodeWords(List.of(), List.of(), null, List.of(term.phrase()));
    }
    List<String> typed = new ArrayList<>();
    List<String> stretched = new ArrayList<>();
    if ((node.exact() || node.has(GraphNode.ZERO_TYPOS)) && term.exists()) {
      typed.add(term.text());
    }
    if (node.has(GraphNode.ZERO_TYPOS)) {
      typed.addAll(term.completions());
    }
    if (node.has(GraphNode.ONE_TYPO)) {
      stretched.addAll(term.oneTypo());
    }
    if (node.has(GraphNode.TWO_TYPOS)) {
      stretched.addAll(term.twoTypos());
    }
    List<Phrase> phrases = new ArrayList<>();
    if (!node.exact()) {
      phrases.addAll(term.synonyms());
    }
    if (node.has(GraphNode.ONE_TYPO) && term.split() != null) {
      phrases.add(term.split());
    }
    // The exact word goes on standing for its prefix when the prefix database serves it.
    boolean wide = node.exact() ? term.exists() : node.has(GraphNode.ZERO_TYPOS);
    String prefix = wide && term.inPrefixDatabase() ? term.text() : null;
    if (term.ngram()) {
      stretched.addAll(0, typed);
      typed = List.of();
    }
    return new NodeWords(typed, stretched, prefix, phrases);
  }

  static RoaringBitmap or(RoaringBitmap left, RoaringBitmap right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    return RoaringBitmap.or(left, right);
  }

  /** A union that must not be changed: it may be one of its parts. */
  public static RoaringBitmap union(List<RoaringBitmap> parts) {
    List<RoaringBitmap> filled = parts.stream().filter(part -> !part.isEmpty()).toList();
    return switch (filled.size()) {
      case 0 -> new RoaringBitmap();
      case 1 -> filled.getFirst();
      case 2 -> RoaringBitmap.or(filled.get(0), filled.get(1));
      default -> FastAggregation.or(filled.toArray(RoaringBitmap[]::new));
    };
  }
}
