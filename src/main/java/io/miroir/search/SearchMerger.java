package io.miroir.search;

import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import java.util.Comparator;
import java.util.List;

/** Makes one answer of the answers of disjoint shard sets; pure. */
final class SearchMerger {

  /** A merged answer before its missing shards are told. */
  record Merge(List<RankedHit> page, long total, List<FacetCounts> facets, int semanticHits) {}

  private SearchMerger() {}

  static Merge merge(List<SearchAnswer> answers, SearchRequest request, Settings settings) {
    Window window = Window.of(request, settings.maxTotalHits());
    List<List<RankedHit>> lists = answers.stream().map(SearchAnswer::hits).toList();
    if (lists.size() > 1) {
      lists = GeoAnchors.align(lists);
    }
    HitMerger.Ranking ranking = HitMerger.merge(lists, order(answers, request), window.end());
    List<RankedHit> hits = ranking.hits();
    List<RankedHit> page = hits.subList(Math.min(window.offset(), hits.size()), hits.size());
    long candidates = answers.stream().mapToLong(SearchAnswer::candidates).sum();
    List<FacetCounts> facets =
        FacetMerger.distribution(
            answers.stream().map(SearchAnswer::facets).toList(), settings, candidates);
    return new Merge(page, candidates - ranking.dropped(), facets, semanticHits(answers, page));
  }

  private static Comparator<RankedHit> order(List<SearchAnswer> answers, SearchRequest request) {
    boolean hybrid =
        request.hybrid().isPresent()
            && request.hybrid().get().semanticRatio() > 0
            && answers.stream().anyMatch(answer -> answer.semanticHits() >= 0);
    return hybrid ? new HybridOrder(request.hybrid().get().semanticRatio()) : HitOrder.INSTANCE;
  }

  /** Hits of the page that came from vectors; -1 when no vectors were asked. */
  static int semanticHits(List<SearchAnswer> answers, List<RankedHit> page) {
    if (answers.stream().allMatch(answer -> answer.semanticHits() < 0)) {
      return -1;
    }
    return vectorHits(page);
  }

  static int vectorHits(List<RankedHit> page) {
    return (int)
        page.stream()
            .filter(hit -> hit.scores().stream().anyMatch(RuleScore.Vector.class::isInstance))
            .count();
  }
}
