package io.miroir.engine.query;

import io.miroir.engine.store.IndexView;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Counts facet values: the door from ranking to facets. */
public interface FacetCounter {

  /**
   * The distribution of the asked facets over a set of documents, ordered by field name.
   *
   * @param facets names and patterns as requested
   * @throws io.miroir.model.ProblemException when a facet is not filterable
   */
  List<FacetCounts> count(List<String> facets, RoaringBitmap candidates, IndexView view);

  /**
   * The same for a part of an index whose counts are merged with those of others: with a count of 0
   * also values that no candidate here has.
   */
  default List<FacetCounts> countPart(
      List<String> facets, RoaringBitmap candidates, IndexView view) {
    return count(facets, candidates, view);
  }
}
