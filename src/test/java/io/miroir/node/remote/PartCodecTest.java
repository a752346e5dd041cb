package io.miroir.node.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.Completions;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.query.TypoCandidates;
import io.miroir.engine.rank.GeoPlaces;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import io.miroir.engine.rank.UsedReadings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What parts of an index tell and are told comes back equal. */
class PartCodecTest {
  @Test
  void partsComeBackEqual() {
    var bucket = List.<RuleScore>of(new RuleScore.Words(2, 2), new RuleScore.Typo(1, 3));
    var words =
        new TermStatistics(
            Set.of("sun"),
            Map.of("su", new Completions(false, List.of("sun"), List.of("sun"))),
            Map.of("1*sunn", new TypoCandidates(List.of("sun"), List.of(), List.of())),
            Map.of("sunset", List.of(0L, 3L)),
            List.of(7L));
    var readings =
        new UsedReadings(
            Map.of(bucket, List.of(new UsedReadings.Reading(List.of(7), List.of(0, 1)))));
    var places = new GeoPlaces(true, 3, List.of(new GeoPlaces.Place(1.5, 9, 10, 20)));
    var told =
        new PartFacts(
            Optional.of(words),
            List.of(5L, 6L),
            readings,
            Map.of(bucket, places),
            Optional.of(
                new PartFacts.Settled(
                    Optional.of(bucket),
                    4,
                    List.of(new PartFacts.Kept(bucket, 3, List.of("s:red"))),
                    Optional.of(List.of(1L)))),
            12);
    var answer =
        new PartAnswer(
            new SearchAnswer(List.of(), 3, List.of(), -1, false),
            Optional.of(List.of()),
            4,
            Optional.of(words),
            77,
            readings,
            Map.of(bucket, places),
            List.of(1L),
            List.of(bucket),
            List.of(new PartAnswer.Combination(List.of("n:1.0"), 8)),
            2,
            List.of(0, 2),
            List.of("x"),
            List.of("a"));
    var none = PartFacts.NONE;
    var plain = PartAnswer.plain(new SearchAnswer(List.of(), 3, List.of(), 1, true));
    assertThat(PartCodec.ANSWER.decode(PartCodec.ANSWER.encode(answer))).isEqualTo(answer);
    assertThat(PartCodec.ANSWER.decode(PartCodec.ANSWER.encode(plain))).isEqualTo(plain);
    var asked = new PartCodec.PartOf(CodecTest.REQUEST, told);
    assertThat(PartCodec.PART.decode(PartCodec.PART.encode(asked))).isEqualTo(asked);
    var show = new PartCodec.ShowOf(asked, List.of("k"), List.of(1, 2));
    assertThat(PartCodec.SHOW.decode(PartCodec.SHOW.encode(show))).isEqualTo(show);
    var facets =
        new PartCodec.FacetsOf(
            new FacetSearchRequest("f", Optional.of("q"), CodecTest.REQUEST, true), none);
    assertThat(PartCodec.FACETS.decode(PartCodec.FACETS.encode(facets))).isEqualTo(facets);
  }
}
