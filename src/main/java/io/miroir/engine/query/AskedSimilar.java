package io.miroir.engine.query;

import java.util.Optional;

/**
 * A request for documents near another one.
 *
 * @param id key of the other document
 * @param search carries offset, limit, filter, threshold, attributesToRetrieve and the show flags
 */
public record AskedSimilar(String id, String embedder, AskedSearch search) {

  /** The same, but only of what fulfils a filter, given as JSON text. */
  public AskedSimilar within(Optional<String> filter) {
    return new AskedSimilar(id, embedder, search.within(filter));
  }
}
