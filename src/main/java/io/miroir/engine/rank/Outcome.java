package io.miroir.engine.rank;

import io.miroir.engine.query.ParsedQuery;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * A finished ranking.
 *
 * @param query null for a ranking by vectors alone
 * @param semanticHits -1 when vectors took no part
 */
record Outcome(
    List<BucketSort.Ranked> hits,
    RoaringBitmap candidates,
    ParsedQuery query,
    int semanticHits,
    boolean degraded) {

  static final Outcome NONE = new Outcome(List.of(), new RoaringBitmap(), null, 0, false);

  Outcome withCandidates(RoaringBitmap counted) {
    return new Outcome(hits, counted, query, semanticHits, degraded);
  }
}
