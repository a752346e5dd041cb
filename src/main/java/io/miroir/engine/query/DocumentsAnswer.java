package io.miroir.engine.query;

import java.util.List;

/**
 * Documents of one shard set in listing order (sort values, then ordinal) and how many match in
 * all.
 */
public record DocumentsAnswer(List<RankedHit> documents, long total) {}
