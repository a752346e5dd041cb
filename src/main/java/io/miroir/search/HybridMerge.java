package io.miroir.search;

import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.ScoreFold;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.rank.MissingVector;
import io.miroir.engine.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides over all parts whether the hits by words are good enough, and merges them with those by
 * vectors if not (ranking reference, 9.3); pure.
 */
final class HybridMerge {
  private static final double GOOD_ENOUGH = 0.45;

  private final SearchRequest request;
  private final Settings settings;
  private final Window window;

  HybridMerge(SearchRequest request, Settings settings, Window window) {
    this.request = request;
    this.settings = settings;
    this.window = window;
  }

  SearchMerger.Merge merge(
      Collection<? extends ExactMerge.Part<?>> parts, long total, List<FacetCounts> facets) {
    HitMerger.Ranking words =
        merged(parts.stream().map(part -> part.answer().answer().hits()).toList());
    float ratio = request.hybrid().orElseThrow().semanticRatio();
    float weight = 1 - ratio;
    boolean enough =
        words.hits().size() >= window.end()
            && words.hits().stream()
                .allMatch(hit -> ScoreFold.ranks(hit.scores()) * weight >= GOOD_ENOUGH);
    if (enough) {
      long matching = parts.stream().mapToLong(part -> part.answer().byWords()).sum();
      return page(words.hits(), matching - words.dropped(), facets);
    }
    if (request.vector().isEmpty()) {
      throw MissingVector.problem(settings, request.hybrid().get().embedder(), request);
    }
    HitMerger.Ranking vectors =
        merged(parts.stream().map(p -> p.answer().semantic().orElse(List.of())).toList());
    return heads(words.hits(), vectors.hits(), new HybridOrder(ratio), total, facets);
  }

  private HitMerger.Ranking merged(List<List<RankedHit>> lists) {
    return HitMerger.merge(lists, HitOrder.INSTANCE, window.end());
  }

  private SearchMerger.Merge heads(
      List<RankedHit> words,
      List<RankedHit> vectors,
      HybridOrder order,
      long total,
      List<FacetCounts> facets) {
    List<RankedHit> merged = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    Set<String> values = new HashSet<>();
    int dropped = 0;
    int a = 0;
    int b = 0;
    while ((a < words.size() || b < vectors.size()) && merged.size() < window.end()) {
      boolean first =
          b == vectors.size()
              || (a < words.size() && order.compare(words.get(a), vectors.get(b)) < 0);
      RankedHit hit = first ? words.get(a++) : vectors.get(b++);
      if (!keys.add(hit.key())) {
        continue;
      }
      if (hit.distinctValues().stream().anyMatch(values::contains)) {
        dropped++;
        continue;
      }
      values.addAll(hit.distinctValues());
      merged.add(hit);
    }
    return page(merged, total - dropped, facets);
  }

  private SearchMerger.Merge page(List<RankedHit> hits, long total, List<FacetCounts> facets) {
    List<RankedHit> page = hits.subList(Math.min(window.offset(), hits.size()), hits.size());
    return new SearchMerger.Merge(page, total, facets, SearchMerger.vectorHits(page));
  }
}
