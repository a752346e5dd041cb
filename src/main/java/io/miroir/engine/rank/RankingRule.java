package io.miroir.engine.rank;

import io.miroir.engine.graph.QueryGraph;
import io.miroir.engine.query.RuleScore;
import org.roaringbitmap.RoaringBitmap;

/** A rule that cuts documents into ordered buckets (ranking reference, 4.2). */
interface RankingRule {

  /** Starts the rule inside one bucket of its parent. */
  Visit start(RoaringBitmap universe, QueryGraph graph);

  /** One run of a rule over one parent bucket. */
  interface Visit {
    /**
     * The next bucket that is not empty, or null when there is none.
     *
     * @param universe what is left of the parent's bucket, not empty; not changed
     */
    Bucket next(RoaringBitmap universe);

    /**
     * Takes the last bucket back, so that the next one is looked for where that one was, if it
     * depends on its documents as a whole.
     *
     * @return whether it does; if not, documents may simply be taken from the bucket
     */
    default boolean again() {
      return false;
    }
  }

  /**
   * Documents, the graph for the rules inside, and the rule's score for all of them.
   *
   * @param paths that gave the documents and make the graph; null for a rule that passes its graph
   *     on
   */
  record Bucket(RoaringBitmap documents, QueryGraph graph, RuleScore score, UsedPaths paths) {

    Bucket(RoaringBitmap documents, QueryGraph graph, RuleScore score) {
      this(documents, graph, score, null);
    }

    Bucket without(RoaringBitmap gone) {
      return new Bucket(RoaringBitmap.andNot(documents, gone), graph, score, paths);
    }
  }
}
