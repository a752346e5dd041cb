package io.miroir.engine;

import java.util.Map;

/**
 * Statistics over a shard set.
 *
 * @param rawDocumentBytes the size of the stored documents
 * @param fieldDistribution in how many documents each field (nested ones dotted) occurs, sorted by
 *     name
 */
public record IndexStats(
    long documents,
    long rawDocumentBytes,
    long embeddings,
    long embeddedDocuments,
    boolean indexing,
    Map<String, Long> fieldDistribution) {}
