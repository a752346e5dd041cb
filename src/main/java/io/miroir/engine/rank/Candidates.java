package io.miroir.engine.rank;

import io.miroir.engine.graph.GraphNode;
import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.graph.TermDocuments;
import io.miroir.engine.query.Lexicon;
import io.miroir.engine.query.ParsedQuery;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.roaringbitmap.RoaringBitmap;

/** Which documents a query may return (ranking reference, chapter 3). */
final class Candidates {
  private final ParsedQuery query;
  private final QueryGraph graph;
  private final TermDocuments documents;
  private final int[] removalClasses;

  Candidates(
      ParsedQuery query,
      QueryGraph graph,
      TermDocuments documents,
      Lexicon lexicon,
      MatchingStrategy strategy) {
    this.query = query;
    this.graph = graph;
    this.documents = documents;
    this.removalClasses = new int[graph.size()];
    switch (strategy) {
      case ALL -> {}
      case LAST -> classify(lastFirst());
      case FREQUENCY -> classify(frequentFirst(lexicon));
    }
  }

  /**
   * Per node of the graph the class in which it is dropped, in ascending order; 0 for a node that
   * never is.
   */
  int[] removalClasses() {
    return removalClasses;
  }

  /** The class of each original term: later terms go first. */
  private int[] lastFirst() {
    int[] classes = new int[query.originals()];
    for (int id = 0; id < classes.length; id++) {
      classes[id] = classes.length - id;
    }
    return classes;
  }

  /** The class of each original term: unknown ones go first, then the most frequent. */
  private int[] frequentFirst(Lexicon lexicon) {
    long[] counts = new long[query.originals()];
    for (int id = 0; id < counts.length; id++) {
      long count = frequency(id, lexicon);
      counts[id] = count == 0 ? Long.MAX_VALUE : count;
    }
    long[] order = Arrays.stream(counts).distinct().sorted().toArray();
    int[] classes = new int[counts.length];
    for (int id = 0; id < counts.length; id++) {
      classes[id] = order.length - Arrays.binarySearch(order, counts[id]);
    }
    return classes;
  }

  private long frequency(int id, Lexicon lexicon) {
    OptionalLong known = lexicon.frequency(id);
    return known.isPresent() ? known.getAsLong() : frequency(id, graph, documents);
  }

  /** Documents of the view matching each original term, or an n-gram that covers it. */
  static List<Long> frequencies(ParsedQuery query, QueryGraph graph, TermDocuments documents) {
    List<Long> found = new ArrayList<>();
    for (int id = 0; id < query.originals(); id++) {
      found.add(frequency(id, graph, documents));
    }
    return found;
  }

  private static long frequency(int id, QueryGraph graph, TermDocuments documents) {
    List<RoaringBitmap> found = new ArrayList<>();
    for (int at = QueryGraph.FIRST_TERM; at < graph.size(); at++) {
      GraphNode node = graph.node(at);
      if (node.term().firstId() <= id && id <= node.term().lastId()) {
        found.add(documents.node(node));
      }
    }
    return TermDocuments.union(found).getLongCardinality();
  }

  /** Classes of nodes; without a phrase, which is never dropped, the last class is kept. */
  private void classify(int[] termClasses) {
    boolean mandatory = false;
    int highest = 0;
    for (int at = QueryGraph.FIRST_TERM; at < graph.size(); at++) {
      var term = graph.node(at).term();
      if (term.phrase() != null) {
        mandatory = true;
        continue;
      }
      for (int id = term.firstId(); id <= term.lastId(); id++) {
        removalClasses[at] = Math.max(removalClasses[at], termClasses[id]);
      }
      highest = Math.max(highest, removalClasses[at]);
    }
    for (int at = 0; at < removalClasses.length && !mandatory; at++) {
      removalClasses[at] = removalClasses[at] == highest ? 0 : removalClasses[at];
    }
  }

  /** The documents of a set that match once everything droppable is dropped. */
  RoaringBitmap within(RoaringBitmap filtered) {
    RoaringBitmap found = withoutNegatives(query, documents, filtered);
    if (query.placeholder()) {
      return found;
    }
    RoaringBitmap matching = matching(QueryGraph.START, new RoaringBitmap[graph.size()]);
    return matching == EVERYTHING ? found : RoaringBitmap.and(found, matching);
  }

  static RoaringBitmap withoutNegatives(
      ParsedQuery query, TermDocuments documents, RoaringBitmap filtered) {
    RoaringBitmap found = filtered;
    for (String word : query.negativeWords()) {
      found = RoaringBitmap.andNot(found, documents.original(word));
    }
    for (var phrase : query.negativePhrases()) {
      found = RoaringBitmap.andNot(found, documents.phrase(phrase));
    }
    return found;
  }

  /** Stands for all documents; never handed out. */
  private static final RoaringBitmap EVERYTHING = new RoaringBitmap();

  private RoaringBitmap matching(int at, RoaringBitmap[] known) {
    if (at == QueryGraph.END) {
      return EVERYTHING;
    }
    if (known[at] != null) {
      return known[at];
    }
    List<RoaringBitmap> found = new ArrayList<>();
    for (int to : graph.successors(at)) {
      RoaringBitmap rest = matching(to, known);
      if (to != QueryGraph.END && removalClasses[to] == 0) {
        RoaringBitmap own = documents.node(graph.node(to));
        rest = rest == EVERYTHING ? own : RoaringBitmap.and(own, rest);
      }
      if (rest == EVERYTHING) {
        known[at] = EVERYTHING;
        return EVERYTHING;
      }
      found.add(rest);
    }
    known[at] = TermDocuments.union(found);
    return known[at];
  }
}
