package io.miroir.engine.rank;

import io.miroir.engine.graph.FieldScope;
import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.query.Phrase;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.Term;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * Documents with a field that is the query, then those with a field that starts with it: first half
 * of exactness (ranking reference, 4.9).
 */
final class ExactAttributeRule implements RankingRule {
  private static final int MATCH = 3;
  private static final int STARTS = 2;
  private static final int NONE = 1;
  private static final int COUNTED_WORDS_MAX = 30;

  private final TermDocuments documents;
  private final IndexView view;

  ExactAttributeRule(TermDocuments documents) {
    this.documents = documents;
    this.view = documents.view();
  }

  @Override
  public Visit start(RoaringBitmap universe, QueryGraph graph) {
    Collection<Term> exact = exactTerms(graph);
    var match = new RoaringBitmap();
    var starts = new RoaringBitmap();
    if (unbroken(exact)) {
      classify(exact, universe, match, starts);
    }
    return left -> {
      for (int rank = MATCH; rank >= NONE; rank--) {
        RoaringBitmap found =
            rank == MATCH
                ? RoaringBitmap.and(left, match)
                : rank == STARTS ? RoaringBitmap.and(left, starts) : left;
        if (!found.isEmpty()) {
          return new Bucket(found, graph, new RuleScore.ExactAttribute(rank));
        }
      }
      return null;
    };
  }

  /** The first node with an exact form per first term, in query order. */
  private static Collection<Term> exactTerms(QueryGraph graph) {
    var first = new TreeMap<Integer, Term>();
    for (int at = QueryGraph.FIRST_TERM; at < graph.size(); at++) {
      GraphNode node = graph.node(at);
      if (!first.containsKey(node.term().firstId()) && node.exactForm() != null) {
        first.put(node.term().firstId(), node.term());
      }
    }
    return first.values();
  }

  private static boolean unbroken(Collection<Term> terms) {
    int next = 0;
    for (Term term : terms) {
      if (term.firstId() != next) {
        return false;
      }
      next = term.lastId() + 1;
    }
    return next > 0;
  }

  private void classify(
      Collection<Term> terms, RoaringBitmap universe, RoaringBitmap match, RoaringBitmap starts) {
    int span = 0;
    RoaringBitmap placed = universe;
    List<String> words = new ArrayList<>();
    for (Term term : terms) {
      span += term.end() - term.start() + 1;
      Phrase phrase = term.phrase() != null ? term.phrase() : Phrase.of(term.text());
      for (int at = 0; at < phrase.size() && !placed.isEmpty(); at++) {
        String word = phrase.slots().get(at);
        if (!word.isEmpty()) {
          placed = RoaringBitmap.and(placed, view.atPosition(word, bucketed(term.start() + at)));
          words.add(word);
        }
      }
    }
    if (placed.isEmpty()) {
      return;
    }
    FieldScope scope = documents.scope();
    for (int field : view.fieldsOf(words.getFirst())) {
      if (scope.allows(field)) {
        RoaringBitmap here = inField(words, field, placed);
        RoaringBitmap full =
            here.isEmpty() || span > COUNTED_WORDS_MAX
                ? new RoaringBitmap()
                : RoaringBitmap.and(here, view.withFieldLength(field, span));
        match.or(full);
        starts.or(RoaringBitmap.andNot(here, full));
      }
    }
    starts.andNot(match);
  }

  private RoaringBitmap inField(List<String> words, int field, RoaringBitmap placed) {
    RoaringBitmap found = placed;
    for (String word : words) {
      found = RoaringBitmap.and(found, view.inField(word, field));
      if (found.isEmpty()) {
        break;
      }
    }
    return found;
  }

  /** The bucket a position is stored under (reference 1.4). */
  static int bucketed(int position) {
    if (position < 16) {
      return position;
    }
    if (position < 24) {
      return 24;
    }
    return Math.min(65_535, 1 << (32 - Integer.numberOfLeadingZeros(position - 1)));
  }
}
