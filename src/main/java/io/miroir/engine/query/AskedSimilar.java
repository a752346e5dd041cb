package io.miroir.engine.query;

/**
 * A request for documents near another one.
 *
 * @param id key of the other document
 * @param search carries offset, limit, filter, threshold, attributesToRetrieve and the show flags
 */
public record AskedSimilar(String id, String embedder, AskedSearch search) {}
