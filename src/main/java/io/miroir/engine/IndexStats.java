package io.miroir.engine;

import java.util.Map;
import java.util.Set;

/**
 * Statistics over a shard set.
 *
 * @param rawDocumentBytes the size of the stored documents
 * @param fieldDistribution in how many documents each top-level field occurs, sorted by name
 * @param fields names of all fields ever met, nested ones (dotted) and the objects they lie in too
 */
public record IndexStats(
    long documents,
    long rawDocumentBytes,
    long embeddings,
    long embeddedDocuments,
    boolean indexing,
    Map<String, Long> fieldDistribution,
    Set<String> fields) {}
