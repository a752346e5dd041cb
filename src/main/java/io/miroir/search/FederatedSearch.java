package io.miroir.search;

import io.miroir.catalog.Catalog;
import io.miroir.engine.query.AskedMultiSearch;
import io.miroir.engine.query.AskedMultiSearch.Federation;
import io.miroir.engine.query.AskedMultiSearch.Options;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FederatedAnswer.Refusal;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import io.miroir.search.Searches.IndexAnswers;
import io.miroir.search.Searches.IndexQueries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Federated searches: judges, asks all indexes together, merges. */
final class FederatedSearch {

  /**
   * A merged answer.
   *
   * @param plan its indexes, in the order of {@code facets}
   * @param hits those of the page
   * @param facets per index, empty where none were asked for
   */
  record Found(
      FederatedPlan plan,
      List<FederatedMerger.Hit> hits,
      long total,
      List<List<FacetCounts>> facets,
      int semanticHits,
      Optional<String> degraded) {}

  private final Searches searches;
  private final Catalog catalog;

  FederatedSearch(Searches searches, Catalog catalog) {
    this.searches = searches;
    this.catalog = catalog;
  }

  /** Fails with the refusal as clients read it, its place included. */
  CompletionStage<Found> find(AskedMultiSearch asked) {
    for (int i = 0; i < asked.queries().size(); i++) {
      int place = i;
      asked
          .refusal(asked.queries().get(i), catalog.has(Feature.NETWORK))
          .ifPresent(
              problem -> {
                throw FederatedPlan.placed(place, problem).asException();
              });
    }
    if (asked.federation().orElseThrow().personalize()) {
      throw asked.personalizeRefusal().asException();
    }
    return known(asked)
        .thenCompose(
            known -> {
              FederatedPlan plan =
                  FederatedPlan.of(asked, known, catalog.has(Feature.CONTAINS_FILTER));
              return searches
                  .together(plan.indexes().stream().map(index -> queries(plan, index)).toList())
                  .thenCompose(answers -> merged(asked, plan, answers));
            });
  }

  private CompletionStage<Map<IndexUid, IndexEntry>> known(AskedMultiSearch asked) {
    Set<IndexUid> uids = new LinkedHashSet<>();
    asked.queries().forEach(query -> uids.add(query.uid()));
    uids.addAll(asked.federation().orElseThrow().facetsByIndex().keySet());
    CompletionStage<Map<IndexUid, IndexEntry>> known =
        CompletableFuture.completedFuture(new HashMap<>());
    for (IndexUid uid : uids) {
      known =
          known.thenCombine(
              catalog.find(uid),
              (map, found) -> {
                found.ifPresent(index -> map.put(uid, index));
                return map;
              });
    }
    return known;
  }

  private static IndexQueries queries(FederatedPlan plan, FederatedPlan.Index index) {
    List<SearchRequest> requests = index.places().stream().map(plan::request).toList();
    // A refusal that is known already makes the facets needless.
    List<String> facets = plan.refusal().isPresent() ? List.of() : index.facets().orElse(List.of());
    return new IndexQueries(index.entry(), new FederatedRequest(requests, facets, List.of()));
  }

  private CompletionStage<Found> merged(
      AskedMultiSearch asked, FederatedPlan plan, List<IndexAnswers> answers) {
    for (int i = 0; i < answers.size(); i++) {
      Optional<Refusal> refusal = answers.get(i).refusal();
      if (refusal.isPresent()) {
        int place = plan.indexes().get(i).places().get(refusal.get().query());
        throw FederatedPlan.placed(place, refusal.get().problem()).asException();
      }
    }
    plan.refusal()
        .ifPresent(
            problem -> {
              throw problem.asException();
            });
    Federation federation = asked.federation().orElseThrow();
    FederatedWindow window = FederatedWindow.of(federation);
    FederatedMerger.Merge merge =
        FederatedMerger.merge(
            groups(asked, plan, answers), federation.distinct().isPresent(), window.end());
    return rejectedFacets(plan, merge.rejected())
        .thenApply(rejected -> found(plan, answers, merge, window, rejected));
  }

  private static List<FederatedMerger.Group> groups(
      AskedMultiSearch asked, FederatedPlan plan, List<IndexAnswers> answers) {
    List<FederatedMerger.Group> groups = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      FederatedPlan.Index index = plan.indexes().get(i);
      List<FederatedMerger.Listed> lists = new ArrayList<>();
      for (int q = 0; q < index.places().size(); q++) {
        int place = index.places().get(q);
        double weight = asked.queries().get(place).options().map(Options::weight).orElse(1.0);
        lists.add(
            new FederatedMerger.Listed(place, weight, answers.get(i).queries().get(q).hits()));
      }
      groups.add(new FederatedMerger.Group(lists, index.entry().settings().maxTotalHits()));
    }
    return groups;
  }

  /** The facets of documents left out by distinct, per index, to be taken away from all. */
  private CompletionStage<List<List<FacetCounts>>> rejectedFacets(
      FederatedPlan plan, List<Set<String>> rejected) {
    CompletionStage<List<List<FacetCounts>>> all =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (int i = 0; i < plan.indexes().size(); i++) {
      FederatedPlan.Index index = plan.indexes().get(i);
      List<String> facets = index.facets().orElse(List.of());
      CompletionStage<List<FacetCounts>> own =
          facets.isEmpty() || rejected.get(i).isEmpty()
              ? CompletableFuture.completedFuture(List.of())
              : searches
                  .together(
                      List.of(
                          new IndexQueries(
                              index.entry(),
                              new FederatedRequest(
                                  List.of(), facets, List.copyOf(rejected.get(i))))))
                  .thenApply(
                      answers ->
                          answers.getFirst().facets().stream()
                              .map(FederatedFacets::negative)
                              .flatMap(List::stream)
                              .toList());
      all =
          all.thenCombine(
              own,
              (list, one) -> {
                list.add(one);
                return list;
              });
    }
    return all;
  }

  private static Found found(
      FederatedPlan plan,
      List<IndexAnswers> answers,
      FederatedMerger.Merge merge,
      FederatedWindow window,
      List<List<FacetCounts>> rejected) {
    long total = 0;
    int semanticHits = -1;
    Optional<String> degraded = Optional.empty();
    List<List<FacetCounts>> facets = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      IndexAnswers answer = answers.get(i);
      total += answer.candidates() - merge.rejected().get(i).size();
      degraded = degraded.or(answer::degraded);
      List<List<FacetCounts>> parts = new ArrayList<>(answer.facets());
      if (!rejected.get(i).isEmpty()) {
        parts.add(rejected.get(i));
      }
      facets.add(
          FacetMerger.distribution(
              parts, plan.indexes().get(i).entry().settings(), answer.candidates()));
      for (Searches.Merged query : answer.queries()) {
        if (query.semanticHits() >= 0) {
          semanticHits = Math.max(0, semanticHits);
        }
      }
    }
    List<FederatedMerger.Hit> hits = merge.hits();
    List<FederatedMerger.Hit> page =
        hits.subList(Math.min(window.offset(), hits.size()), hits.size());
    if (semanticHits >= 0) {
      semanticHits = (int) page.stream().filter(hit -> hit.scores().semantic()).count();
    }
    return new Found(plan, page, total, facets, semanticHits, degraded);
  }
}
