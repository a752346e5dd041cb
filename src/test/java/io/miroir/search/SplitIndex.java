package io.miroir.search;

import io.miroir.engine.facet.FacetDistribution;
import io.miroir.engine.filter.Filters;
import io.miroir.engine.query.HitFormatter;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import io.miroir.engine.rank.Searcher;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.engine.store.IndexView;
import io.miroir.engine.store.MemoryIndexer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** The same documents once in one index and once split over parts. */
final class SplitIndex {
  private static final HitFormatter NO_FORMAT =
      (view, request, matches) ->
          document -> new HitFormatter.Formatted(new byte[0], new byte[0], new byte[0]);

  final Settings settings;
  private final IndexView whole;
  private final List<IndexView> parts = new ArrayList<>();
  private final Searcher searcher =
      new Searcher(Filters.ofSearch(), new FacetDistribution(), NO_FORMAT);

  /** How the searches went. */
  int searches;

  int rounds;
  int several;

  SplitIndex(String settings, List<String> documents, int parts, Random random) {
    this.settings = SettingsPatch.parse(settings).applyTo(Settings.DEFAULT);
    List<MemoryIndexer> indexers = new ArrayList<>();
    for (int part = 0; part <= parts; part++) {
      indexers.add(new MemoryIndexer(this.settings));
    }
    long ordinal = 0;
    for (String document : documents) {
      byte[] source = document.getBytes(StandardCharsets.UTF_8);
      ordinal++;
      indexers.getFirst().add("" + ordinal, ordinal, source);
      indexers.get(1 + random.nextInt(parts)).add("" + ordinal, ordinal, source);
    }
    this.whole = indexers.getFirst().build();
    indexers.subList(1, indexers.size()).forEach(indexer -> this.parts.add(indexer.build()));
  }

  static Instant later() {
    return Instant.now().plusSeconds(60);
  }

  /** What one index shows. */
  String expected(SearchRequest request) {
    SearchAnswer answer = searcher.search(whole, request, later());
    return shown(SearchMerger.merge(List.of(answer), request, settings));
  }

  /** What the parts show once merged. */
  String merged(SearchRequest request) {
    return merged(request, Optional.empty(), NONE);
  }

  /** The same, beginning with what the search before learnt. */
  String mergedAgain(SearchRequest request) {
    return merged(request, learnt, NONE);
  }

  /** Spoils what a part is told, or what it answers. */
  interface Plant {
    default PartFacts told(PartFacts facts, Supplier<TermStatistics> own) {
      return facts;
    }

    default PartAnswer answered(PartAnswer answer) {
      return answer;
    }
  }

  private static final Plant NONE = new Plant() {};

  String merged(SearchRequest request, Optional<KnownWords> known, Plant plant) {
    ExactMerge<Integer> merge = new ExactMerge<>(request, settings, known);
    for (int part = 0; part < parts.size(); part++) {
      ask(merge, part, merge.start(), request, plant);
    }
    Optional<ExactMerge.Round<Integer>> round = merge.next();
    while (round.isPresent()) {
      for (int part : round.get().parts()) {
        ask(merge, part, round.get().facts(), request, plant);
      }
      round = merge.next();
    }
    searches++;
    rounds += merge.rounds();
    several += merge.rounds() > 1 ? 1 : 0;
    learnt = merge.learnt();
    return shown(merge.result());
  }

  Optional<KnownWords> learnt = Optional.empty();

  private void ask(
      ExactMerge<Integer> merge, int part, PartFacts facts, SearchRequest request, Plant plant) {
    IndexView view = parts.get(part);
    PartFacts told = plant.told(facts, () -> searcher.statistics(view, request));
    merge.answered(part, plant.answered(searcher.part(view, request, told, later())));
  }

  static String shown(SearchMerger.Merge merge) {
    StringBuilder text = new StringBuilder("total " + merge.total());
    text.append(" semantic ").append(merge.semanticHits()).append('\n');
    for (RankedHit hit : merge.page()) {
      text.append(hit.key()).append(' ').append(ScoreDetails.score(hit.scores())).append(' ');
      text.append(hit.scores()).append('\n');
    }
    merge
        .facets()
        .forEach(
            facet -> {
              text.append(facet.field()).append(' ').append(facet.min()).append(facet.max());
              facet
                  .values()
                  .forEach(v -> text.append(' ').append(v.shown()).append('=').append(v.count()));
              text.append('\n');
            });
    return text.toString();
  }
}
