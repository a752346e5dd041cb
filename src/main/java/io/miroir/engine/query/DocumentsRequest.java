package io.miroir.engine.query;

import java.util.List;
import java.util.Optional;

/**
 * A listing of documents ({@code GET /documents}, {@code POST /documents/fetch}): from the first
 * one on, offset+limit of each shard set, merged above.
 *
 * @param fields absent: all
 * @param ids absent: no restriction
 * @param filter JSON text, syntax checked
 */
public record DocumentsRequest(
    int offset,
    int limit,
    Optional<List<String>> fields,
    boolean retrieveVectors,
    Optional<List<String>> ids,
    Optional<String> filter,
    List<String> sort) {}
