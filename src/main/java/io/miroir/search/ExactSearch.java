package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import io.miroir.routing.IndexEntry;
import io.miroir.search.CoveringSet.Part;
import io.miroir.search.Scatter.Gathered;
import io.miroir.search.Searches.Merged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * One search over several nodes, driven through the rounds {@link ExactMerge} wants, all under one
 * deadline. A node lost between rounds is replaced by other replicas, which rank anew; shards that
 * nobody else has are missing.
 *
 * <p>One use; its stages run one after the other.
 */
final class ExactSearch {
  private final Reader reader;
  private final LearntWords learnt;
  private final IndexEntry index;
  private final SearchRequest request;
  private final SearchRequest ranking;
  private final boolean keysFirst;
  private final CoveringSet plan;
  private final Instant deadline;
  private final Optional<KnownWords> known;
  private final ExactMerge<Part> merge;
  private final List<Explanation.Round> rounds = new ArrayList<>();
  private int[] missing;

  /**
   * @param keysFirst rank without contents, then fetch those of the page
   */
  ExactSearch(
      Reader reader,
      LearntWords learnt,
      IndexEntry index,
      SearchRequest request,
      boolean keysFirst,
      CoveringSet plan,
      Instant deadline) {
    this.reader = reader;
    this.learnt = learnt;
    this.index = index;
    this.request = request;
    this.keysFirst = keysFirst;
    SearchRequest bare = KeysOnly.of(request);
    this.ranking = keysFirst ? bare : request;
    this.plan = plan;
    this.deadline = deadline;
    this.missing = plan.uncovered();
    this.known = learnt.of(index, bare);
    this.merge = new ExactMerge<>(ranking, index.settings(), known);
  }

  /** Absent when a node was lost before the contents came: everything has to be asked anew. */
  CompletionStage<Optional<Merged>> run() {
    return round(plan, merge.start(), "all").thenCompose(ranked -> shown());
  }

  /** Only what the nodes have to know of each other. */
  CompletionStage<PartFacts> facts() {
    return round(plan, merge.start(), "all")
        .thenApply(
            ranked -> {
              merge.learnt().ifPresent(words -> learnt.learn(index, request, words));
              return merge.parts().isEmpty() ? PartFacts.NONE : merge.facts();
            });
  }

  private CompletionStage<Void> round(CoveringSet asked, PartFacts facts, String reason) {
    int[] shards =
        asked.parts().stream().flatMapToInt(p -> IntStream.of(p.shards())).sorted().toArray();
    Scatter<PartAnswer> scatter =
        new Scatter<>(index, shards, deadline, (node, scope) -> node.part(scope, ranking, facts));
    long start = System.nanoTime();
    return reader
        .gatherer()
        .gather(scatter, asked)
        .thenCompose(
            gathered -> {
              take(asked, gathered, reason, start);
              return next();
            });
  }

  private void take(CoveringSet asked, Gathered<PartAnswer> gathered, String reason, long start) {
    asked.parts().forEach(merge::lost);
    gathered.parts().forEach(part -> merge.answered(part.from(), part.answer()));
    missing =
        IntStream.concat(IntStream.of(missing), IntStream.of(gathered.missing()))
            .distinct()
            .sorted()
            .toArray();
    rounds.add(
        new Explanation.Round(
            reason,
            asked.parts().stream().map(Part::node).toList(),
            (System.nanoTime() - start) / 1000));
  }

  private CompletionStage<Void> next() {
    Optional<ExactMerge.Round<Part>> next = merge.next();
    if (next.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    SearchMetrics.round(next.get().reason());
    CoveringSet again =
        new CoveringSet(next.get().parts(), new int[0], plan.reasons(), plan.confirmed());
    return round(again, next.get().facts(), next.get().reason());
  }

  private CompletionStage<Optional<Merged>> shown() {
    Gathered<PartAnswer> all =
        reader.permitted(
            index,
            new Gathered<>(
                merge.parts().values().stream()
                    .map(part -> new Scatter.Part<>(part.key(), part.answer()))
                    .toList(),
                missing,
                plan.confirmed()));
    long start = System.nanoTime();
    SearchMerger.Merge merged = merge.result();
    if (merge.exact()) {
      merge.learnt().ifPresent(words -> learnt.learn(index, KeysOnly.of(request), words));
    }
    SearchMetrics.merged(System.nanoTime() - start);
    Map<Part, List<String>> wanted = wanted(merged.page());
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.of(answer(merged, merged.page(), all)));
    }
    return contents(wanted)
        .thenApply(
            shown ->
                answer(
                    merged,
                    merged.page().stream()
                        .filter(hit -> shown.containsKey(hit.key()) || !fetched(wanted, hit))
                        .map(hit -> with(hit, shown.get(hit.key())))
                        .toList(),
                    all))
        .handle(
            (answer, failure) -> failure == null ? Optional.of(answer) : Optional.<Merged>empty());
  }

  /** A document deleted between the phases is gone. */
  private static boolean fetched(Map<Part, List<String>> wanted, RankedHit hit) {
    return wanted.values().stream().anyMatch(keys -> keys.contains(hit.key()));
  }

  /** The hits whose contents must be fetched, or shown again with typos other nodes looked at. */
  private Map<Part, List<String>> wanted(List<RankedHit> page) {
    List<Integer> asked = merge.asked();
    boolean matches = merge.exact() && showsMatches();
    Map<String, Part> origins = new HashMap<>();
    for (ExactMerge.Part<Part> part : merge.parts().values()) {
      if (keysFirst || (matches && !part.answer().asked().equals(asked))) {
        part.answer().answer().hits().forEach(hit -> origins.put(hit.key(), part.key()));
        part.answer()
            .semantic()
            .ifPresent(hits -> hits.forEach(hit -> origins.put(hit.key(), part.key())));
      }
    }
    Map<Part, List<String>> wanted = new LinkedHashMap<>();
    for (RankedHit hit : page) {
      Part origin = origins.get(hit.key());
      if (origin != null) {
        wanted.computeIfAbsent(origin, key -> new ArrayList<>()).add(hit.key());
      }
    }
    return wanted;
  }

  private boolean showsMatches() {
    return request.showMatchesPosition()
        || !request.attributesToHighlight().isEmpty()
        || !request.attributesToCrop().isEmpty();
  }

  private CompletionStage<Map<String, RankedHit>> contents(Map<Part, List<String>> wanted) {
    PartFacts facts = merge.facts();
    List<Integer> asked = merge.asked();
    CompletionStage<Map<String, RankedHit>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    long start = System.nanoTime();
    for (Map.Entry<Part, List<String>> entry : wanted.entrySet()) {
      Scatter<List<RankedHit>> second =
          new Scatter<>(
              index,
              entry.getKey().shards(),
              deadline,
              (node, scope) -> node.show(scope, request, entry.getValue(), facts, asked));
      all =
          all.thenCombine(
              reader.gatherer().ask(second, entry.getKey()),
              (shown, hits) -> {
                hits.forEach(hit -> shown.put(hit.key(), hit));
                return shown;
              });
    }
    return all.whenComplete(
        (shown, failure) ->
            rounds.add(
                new Explanation.Round(
                    "contents",
                    wanted.keySet().stream().map(Part::node).toList(),
                    (System.nanoTime() - start) / 1000)));
  }

  private static RankedHit with(RankedHit ranked, RankedHit shown) {
    return shown == null
        ? ranked
        : new RankedHit(
            ranked.key(),
            ranked.ordinal(),
            ranked.scores(),
            ranked.distinctValues(),
            shown.document(),
            shown.formatted(),
            shown.matchesPosition());
  }

  private Merged answer(
      SearchMerger.Merge merged, List<RankedHit> page, Gathered<PartAnswer> gathered) {
    return new Merged(
        page,
        merged.total(),
        merged.facets(),
        merged.semanticHits(),
        Reader.degraded(gathered),
        Optional.of(explanation()));
  }

  private Explanation explanation() {
    return new Explanation(
        plan.reasons(),
        merge.parts().keySet().stream().map(Explanation.Part::of).toList(),
        rounds,
        known.isPresent(),
        Approximations.of(request, index.settings(), merge));
  }
}
