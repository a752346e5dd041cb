package io.miroir.engine.query;

import io.miroir.engine.store.IndexView;

/** Makes the bytes clients see of a hit: the door from ranking to formatting. */
public interface HitFormatter {

  /** Prepares one search; the session is used by one thread. */
  Session open(IndexView view, SearchRequest request, QueryMatches matches);

  /** The formatting of one search. */
  interface Session {
    Formatted format(int document);
  }

  /** UTF-8 JSON objects; empty arrays stand for absent ones. See {@link RankedHit}. */
  record Formatted(byte[] document, byte[] formatted, byte[] matchesPosition) {}
}
