package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.graph.TermDocuments.NodeWords;
import io.miroir.engine.query.FieldPairs;
import io.miroir.engine.query.Phrase;
import io.miroir.engine.query.Term;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which documents have derivations of two neighbouring terms close together (near(u,v,c) of the
 * ranking reference, 4.6).
 */
final class PairDocuments {
  private final TermDocuments documents;
  private final IndexView view;
  private final RoaringBitmap universe;
  private final Set<String> cutWords = new HashSet<>();
  private final Map<String, RoaringBitmap> inField = new HashMap<>();

  /**
   * @param universe every document the search may return
   * @param terms all terms of the query: the cuts of their words are pairs known for the whole
   *     index
   */
  PairDocuments(TermDocuments documents, RoaringBitmap universe, List<Term> terms) {
    this.documents = documents;
    this.view = documents.view();
    this.universe = universe;
    terms.stream().filter(term -> term.phrase() == null).forEach(t -> cutWords.add(t.text()));
  }

  Neighbours neighbours(GraphNode left, GraphNode right) {
    return new Neighbours(left, right);
  }

  /**
   * One derivation at one side of a pair: a word, or a phrase with the word that faces the pair.
   */
  private record Side(String word, boolean derived, Phrase phrase) {}

  /** Two terms of which the second follows the first in the query. */
  final class Neighbours {
    private final GraphNode left;
    private final GraphNode right;
    private List<Side> lefts;
    private List<Side> rights;
    private List<Side> alive;

    private Neighbours(GraphNode left, GraphNode right) {
      this.left = left;
      this.right = right;
    }

    long key(int cost) {
      return ((long) left.key() << 32) | ((long) right.key() << 4) | cost;
    }

    /**
     * Documents with a pair of this cost (0 to 2).
     *
     * @param now the documents still left; null when the answer is to hold for the whole search
     */
    RoaringBitmap documents(int cost, RoaringBitmap now) {
      if (lefts == null) {
        lefts = sides(documents.words(left), true);
        rights = sides(documents.words(right), false);
      }
      var found = new RoaringBitmap();
      String prefix = documents.words(right).prefix();
      if (prefix != null) {
        addPrefix(found, cost, prefix, now);
      }
      for (Side a : alive(now)) {
        for (Side b : rights) {
          addPair(found, cost, a, b, now);
        }
      }
      return found;
    }

    /**
     * With several derivations on the right, one on the left whose own documents are all gone is
     * left out: pairs know more documents than words do when fields are restricted.
     */
    private List<Side> alive(RoaringBitmap now) {
      if (now == null || documents.words(right).listed() <= 1) {
        return lefts;
      }
      if (alive == null || documents.byAttribute()) {
        alive = lefts.stream().filter(side -> RoaringBitmap.intersects(own(side), now)).toList();
      }
      return alive;
    }

    private void addPrefix(RoaringBitmap found, int cost, String prefix, RoaringBitmap now) {
      for (Side a : lefts) {
        if (documents.byAttribute()) {
          found.or(prefixInOneField(a.word(), prefix, now));
          continue;
        }
        found.or(view.pairWithPrefix(cost + 1, a.word(), prefix));
        if (cost > 0 && a.phrase() == null) {
          found.or(view.pair(cost, prefix, a.word()));
        }
      }
    }

    private void addPair(RoaringBitmap found, int cost, Side a, Side b, RoaringBitmap now) {
      RoaringBitmap pairs = pair(cost + 1, a.word(), b.word(), now);
      if (cost > 0 && a.phrase() == null && b.phrase() == null) {
        RoaringBitmap reversed = pair(cost, b.word(), a.word(), now);
        pairs = pairs.isEmpty() ? reversed : RoaringBitmap.or(pairs, reversed);
      }
      if (pairs.isEmpty()) {
        return;
      }
      if (a.phrase() != null) {
        pairs = RoaringBitmap.and(pairs, documents.phrase(a.phrase()));
      }
      if (b.phrase() != null) {
        pairs = RoaringBitmap.and(pairs, documents.phrase(b.phrase()));
      }
      found.or(pairs);
    }
  }

  private List<Side> sides(NodeWords words, boolean onTheLeft) {
    List<Side> found = new ArrayList<>();
    words.original().forEach(word -> found.add(new Side(word, false, null)));
    words.derived().forEach(word -> found.add(new Side(word, true, null)));
    for (Phrase phrase : words.phrases()) {
      String facing = onTheLeft ? phrase.last() : phrase.first();
      if (!facing.isEmpty()) {
        found.add(new Side(facing, false, phrase));
      }
    }
    if (documents.plain() && found.size() > 1) {
      found.removeIf(side -> !RoaringBitmap.intersects(own(side), universe));
    }
    return found;
  }

  private RoaringBitmap own(Side side) {
    if (side.phrase() != null) {
      return documents.phrase(side.phrase());
    }
    return side.derived() ? documents.derived(side.word()) : documents.original(side.word());
  }

  private RoaringBitmap pair(int distance, String a, String b, RoaringBitmap now) {
    return documents.byAttribute() ? inOneField(a, b, now) : view.pair(distance, a, b);
  }

  /**
   * Under byAttribute the first question fixes the answer for the rest of the search, within what
   * was left at that moment; only pairs that are cuts of a query word are known whole.
   */
  private RoaringBitmap inOneField(String a, String b, RoaringBitmap now) {
    return inField.computeIfAbsent(
        a + "\0" + b,
        key -> {
          RoaringBitmap found = FieldPairs.inOneField(view, a, b, documents.scope()::allows);
          return cutWords.contains(a + b) ? found : RoaringBitmap.and(found, now);
        });
  }

  private RoaringBitmap prefixInOneField(String a, String prefix, RoaringBitmap now) {
    return inField.computeIfAbsent(
        a + "\0" + prefix + "\0",
        key -> {
          var found = new RoaringBitmap();
          for (int field : view.fieldsOf(a)) {
            if (documents.scope().allows(field)) {
              found.or(
                  RoaringBitmap.and(view.inField(a, field), view.prefixInField(prefix, field)));
            }
          }
          return RoaringBitmap.and(found, now);
        });
  }
}
