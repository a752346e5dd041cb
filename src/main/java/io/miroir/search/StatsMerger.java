package io.miroir.search;

import io.miroir.engine.IndexStats;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sums statistics of disjoint shards; pure. */
final class StatsMerger {
  private StatsMerger() {}

  static IndexStats sum(List<IndexStats> all) {
    Map<String, Long> fields = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    long documents = 0;
    long bytes = 0;
    long embeddings = 0;
    long embedded = 0;
    boolean indexing = false;
    for (IndexStats stats : all) {
      documents += stats.documents();
      bytes += stats.rawDocumentBytes();
      embeddings += stats.embeddings();
      embedded += stats.embeddedDocuments();
      indexing |= stats.indexing();
      names.addAll(stats.fields());
      stats.fieldDistribution().forEach((field, count) -> fields.merge(field, count, Long::sum));
    }
    return new IndexStats(documents, bytes, embeddings, embedded, indexing, fields, names);
  }
}
