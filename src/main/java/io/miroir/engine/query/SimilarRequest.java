package io.miroir.engine.query;

import java.util.List;

/**
 * Similar documents: the nearest neighbours of a vector, without the document it came from.
 *
 * @param search carries offset, limit, filter, threshold, attributesToRetrieve and the show flags
 * @param vectors of the asked document; its node finds them before the scatter
 */
public record SimilarRequest(
    String excludedKey, String embedder, List<List<Float>> vectors, SearchRequest search) {}
