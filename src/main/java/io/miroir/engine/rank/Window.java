package io.miroir.engine.rank;

import io.miroir.engine.query.SearchRequest;

/**
 * Which hits a request wants (ranking reference, chapter 8). The ranking always starts at the first
 * hit.
 *
 * @param offset hits before the page
 * @param limit hits of the page
 */
record Window(int offset, int limit) {
  private static final int HITS_PER_PAGE = 20;

  static Window of(SearchRequest request, int maxTotalHits) {
    long offset = request.offset();
    long limit = request.limit();
    if (request.finite()) {
      int page = request.page().orElse(1);
      limit = page == 0 ? 0 : request.hitsPerPage().orElse(HITS_PER_PAGE);
      offset = limit * Math.max(0, page - 1L);
    }
    int start = (int) Math.min(offset, maxTotalHits);
    return new Window(start, (int) Math.min(limit, maxTotalHits - start));
  }

  /** How many hits must be ranked. */
  int end() {
    return offset + limit;
  }
}
