package io.miroir.search;

import io.miroir.engine.query.SearchRequest;

/**
 * Which hits of the whole list are shown (ranking reference, 8): both pagination styles, capped by
 * {@code maxTotalHits}.
 */
record Window(int offset, int limit) {
  private static final int LIMIT_DEFAULT = 20;

  static Window of(SearchRequest request, int maxTotalHits) {
    long offset = request.offset();
    long limit = request.limit();
    if (request.finite()) {
      int page = request.page().orElse(1);
      limit = page == 0 ? 0 : request.hitsPerPage().orElse(LIMIT_DEFAULT);
      offset = limit * Math.max(0, page - 1L);
    }
    int start = (int) Math.min(offset, maxTotalHits);
    return new Window(start, (int) Math.min(limit, maxTotalHits - start));
  }

  int end() {
    return offset + limit;
  }
}
