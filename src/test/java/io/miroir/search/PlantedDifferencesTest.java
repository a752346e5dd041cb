package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.golden.GoldenRequests;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import io.miroir.engine.rank.UsedReadings;
import io.miroir.model.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The random searches of {@link DifferentialTest} would notice a part that ranks with facts of its
 * own: one is planted for each fact that crosses documents (ranking reference, 10.3).
 */
class PlantedDifferencesTest {
  private static final int SEARCHES_MAX = 6000;

  record Named(String fact, SplitIndex.Plant plant) {
    @Override
    public String toString() {
      return fact;
    }
  }

  static Stream<Named> facts() {
    return Stream.of(
        words("1 which words exist", (all, own) -> with(all, own, 0)),
        words("2 words with typos", (all, own) -> with(all, own, 1)),
        words("3 and 4 completions and prefixes", (all, own) -> with(all, own, 2)),
        words("5 splits", (all, own) -> with(all, own, 3)),
        words("6 frequencies", (all, own) -> with(all, own, 4)),
        told("7 readings", f -> facts(f, f.statistics(), UsedReadings.NONE, true, true)),
        told("8 geo anchors", f -> facts(f, f.statistics(), f.agreed(), false, true)),
        told("distinct and totals", f -> facts(f, f.statistics(), f.agreed(), true, false)),
        answered("9 ordinals", PlantedDifferencesTest::ordinalsOfItsOwn),
        answered("13 facet values", PlantedDifferencesTest::onlyCounted));
  }

  private static Named told(String fact, UnaryOperator<PartFacts> spoil) {
    return new Named(
        fact,
        new SplitIndex.Plant() {
          @Override
          public PartFacts told(PartFacts facts, Supplier<TermStatistics> own) {
            return spoil.apply(facts);
          }
        });
  }

  private static Named words(String fact, BinaryOperator<TermStatistics> spoil) {
    return new Named(
        fact,
        new SplitIndex.Plant() {
          @Override
          public PartFacts told(PartFacts facts, Supplier<TermStatistics> own) {
            return facts(
                facts,
                facts.statistics().map(all -> spoil.apply(all, own.get())),
                facts.agreed(),
                true,
                true);
          }
        });
  }

  private static Named answered(String fact, UnaryOperator<PartAnswer> spoil) {
    return new Named(
        fact,
        new SplitIndex.Plant() {
          @Override
          public PartAnswer answered(PartAnswer answer) {
            return spoil.apply(answer);
          }
        });
  }

  private static PartFacts facts(
      PartFacts of,
      Optional<TermStatistics> words,
      UsedReadings agreed,
      boolean anchors,
      boolean settled) {
    return new PartFacts(
        words,
        of.moments(),
        agreed,
        anchors ? of.anchors() : Map.of(),
        settled ? of.settled() : Optional.empty(),
        of.hits());
  }

  private static TermStatistics with(TermStatistics all, TermStatistics own, int fact) {
    return new TermStatistics(
        fact == 0 ? own.existing() : all.existing(),
        fact == 2 ? own.completions() : all.completions(),
        fact == 1 ? own.typos() : all.typos(),
        fact == 3 ? own.cuts() : all.cuts(),
        fact == 4 ? List.of() : all.frequencies());
  }

  private static PartAnswer with(PartAnswer of, List<RankedHit> hits, List<FacetCounts> facets) {
    SearchAnswer answer = of.answer();
    return new PartAnswer(
        new SearchAnswer(
            hits, answer.candidates(), facets, answer.semanticHits(), answer.degraded()),
        of.semantic(),
        of.byWords(),
        of.statistics(),
        of.moment(),
        of.seen(),
        of.places(),
        of.frequencies(),
        of.dropped(),
        of.values(),
        of.withoutValue(),
        of.asked(),
        of.unknown(),
        of.fields());
  }

  private static PartAnswer ordinalsOfItsOwn(PartAnswer answer) {
    List<RankedHit> hits =
        answer.answer().hits().stream()
            .map(
                hit ->
                    new RankedHit(
                        hit.key(),
                        -hit.ordinal(),
                        hit.scores(),
                        hit.distinctValues(),
                        hit.document(),
                        hit.formatted(),
                        hit.matchesPosition()))
            .toList();
    return with(answer, hits, answer.answer().facets());
  }

  private static PartAnswer onlyCounted(PartAnswer answer) {
    List<FacetCounts> facets =
        answer.answer().facets().stream()
            .map(
                facet ->
                    new FacetCounts(
                        facet.field(),
                        facet.values().stream().filter(value -> value.count() > 0).toList(),
                        facet.min(),
                        facet.max()))
            .toList();
    return with(answer, answer.answer().hits(), facets);
  }

  @ParameterizedTest
  @MethodSource("facts")
  void aPartThatGoesItsOwnWayIsNoticed(Named planted) {
    assertThat(noticedAfter(planted.plant())).as("searches until noticed").isPositive();
  }

  /** How many searches it takes until one differs; 0: none does. */
  private static int noticedAfter(SplitIndex.Plant plant) {
    int searches = 0;
    for (long seed = 1; searches < SEARCHES_MAX; seed++) {
      var random = new Random(seed);
      var given = new RandomCase(random);
      String settings = given.settings();
      List<String> documents = given.documents(65);
      boolean crowded = documents.stream().anyMatch(each -> each.contains("crowd"));
      var index = new SplitIndex(settings, documents, 2 + random.nextInt(4), random);
      for (int search = 0; search < 40; search++) {
        searches++;
        if (differs(index, given.search(crowded), plant)) {
          return searches;
        }
      }
    }
    return 0;
  }

  private static boolean differs(SplitIndex index, String json, SplitIndex.Plant plant) {
    try {
      SearchRequest request = GoldenRequests.read(RandomCase.JSON.readTree(json));
      return !index.expected(request).equals(index.merged(request, Optional.empty(), plant));
    } catch (ProblemException refused) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
