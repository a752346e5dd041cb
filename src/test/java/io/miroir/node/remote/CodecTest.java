package io.miroir.node.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.engine.Changes;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.WriteCounts;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.Problem;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.FederatedOutcome;
import io.miroir.node.FederatedPart;
import io.miroir.node.NodeWrite;
import io.miroir.node.ReadScope;
import io.miroir.node.WriteOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Everything that crosses the wire comes back equal. */
class CodecTest {
  private static final ShardId SHARD = new ShardId(new IndexId("i1"), 12);

  static final SearchRequest REQUEST =
      new SearchRequest(
          Optional.of("bäd dog"),
          0,
          20,
          OptionalInt.empty(),
          OptionalInt.of(3),
          Optional.of(List.of("a", "b.c")),
          List.of("a:4"),
          10,
          "…",
          List.of("*"),
          "<em>",
          "</em>",
          true,
          Optional.of("[\"a = 1\"]"),
          List.of("price:asc"),
          Optional.empty(),
          List.of("genres"),
          SearchRequest.MatchingStrategy.LAST,
          Optional.empty(),
          OptionalDouble.of(0.25),
          List.of(),
          Optional.of(new SearchRequest.Hybrid("m", 0.5f)),
          List.of(0.1f, 0.2f),
          false,
          true,
          false,
          false);

  private static <T> T again(Codec<T> codec, T value) {
    return codec.decode(codec.encode(value));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static RankedHit hit(String key) {
    return new RankedHit(
        key,
        (7L << 24) + 5,
        List.of(
            new RuleScore.Words(2, 3),
            new RuleScore.Typo(1, 4),
            new RuleScore.Proximity(5, 8),
            new RuleScore.AttributeRank(70_000, 90_000),
            new RuleScore.WordPosition(1, 21),
            new RuleScore.ExactAttribute(3),
            new RuleScore.ExactWords(1, 2),
            new RuleScore.Sort("price", true, OptionalDouble.of(-0.5), Optional.empty(), false),
            new RuleScore.Sort("näme", false, OptionalDouble.empty(), Optional.of("é"), true),
            new RuleScore.GeoSort(
                1.5,
                -2.5,
                true,
                OptionalDouble.of(3),
                OptionalDouble.empty(),
                OptionalDouble.of(4)),
            new RuleScore.Vector(OptionalDouble.of(0.75)),
            new RuleScore.Vector(OptionalDouble.empty()),
            new RuleScore.Skipped()),
        List.of("n:1.5", "s:x"),
        utf8("{\"id\":1,\"t\":\"ü\"}"),
        utf8("{}"),
        utf8(""));
  }

  @Test
  void searchAnswers() {
    SearchAnswer answer =
        new SearchAnswer(
            List.of(hit("a"), hit("1")),
            Long.MAX_VALUE,
            List.of(
                new FacetCounts(
                    "genres",
                    List.of(new FacetCounts.Value(false, "Drama", "drama", 0, 17, 99)),
                    OptionalDouble.of(1),
                    OptionalDouble.empty())),
            -1,
            true);
    assertThat(again(AnswerCodec.SEARCH, answer)).usingRecursiveComparison().isEqualTo(answer);
  }

  @Test
  void federatedSearches() {
    ReadScope scope = new ReadScope(new IndexId("i"), new int[] {1, 4}, 7, Instant.MAX);
    FederatedRequest request =
        new FederatedRequest(List.of(REQUEST, REQUEST), List.of("genres"), List.of("k"));
    FederatedPart part =
        again(FederatedCodec.PARTS, List.of(new FederatedPart(scope, request))).getFirst();
    assertThat(part.request()).isEqualTo(request);
    assertThat(part.scope()).usingRecursiveComparison().isEqualTo(scope);
    FederatedAnswer answer =
        new FederatedAnswer(
            List.of(new SearchAnswer(List.of(hit("a")), 9, List.of(), -1, true)),
            8,
            List.of(new FacetCounts("g", List.of(), OptionalDouble.of(1), OptionalDouble.empty())),
            Optional.empty());
    List<FederatedOutcome> outcomes =
        List.of(
            new FederatedOutcome.Answered(answer),
            new FederatedOutcome.Answered(
                FederatedAnswer.refused(3, new Problem(ErrorCode.INVALID_SEARCH_SORT, "no"))),
            new FederatedOutcome.Unanswered("gone"));
    assertThat(again(FederatedCodec.OUTCOMES, outcomes))
        .usingRecursiveComparison()
        .isEqualTo(outcomes);
  }

  @Test
  void writes() {
    NodeWrite write =
        new NodeWrite(
            SHARD,
            -1,
            Arrays.stream(WriteOperation.Kind.values())
                .map(kind -> new WriteOperation(kind, "käy", 3, 1L << 52, utf8("{\"a\":1}")))
                .toList());
    assertThat(again(WriteCodec.WRITE, write)).usingRecursiveComparison().isEqualTo(write);
  }

  @Test
  void argumentsOfReads() {
    ReadScope scope = new ReadScope(SHARD.index(), new int[] {0, 3, 200}, 9, Instant.MAX);
    var search = new NodeMethod.Scoped<>(scope, REQUEST);
    assertThat(again(NodeMethod.SEARCH.arguments(), search))
        .usingRecursiveComparison()
        .isEqualTo(search);
    var hits = new NodeMethod.Scoped<>(scope, new NodeMethod.HitsOf(REQUEST, List.of("a")));
    assertThat(again(NodeMethod.HITS.arguments(), hits)).usingRecursiveComparison().isEqualTo(hits);
  }

  @Test
  void whatIsRareGoesAsCbor() {
    var definition =
        new NodeMethod.Definition(
            SHARD.index(), new IndexDefinition(16, Optional.of("id"), 4, Settings.DEFAULT));
    assertThat(again(NodeMethod.DEFINE.arguments(), definition)).isEqualTo(definition);
    assertThat(again(NodeMethod.SEARCHABLE.arguments(), Set.of(SHARD))).containsExactly(SHARD);
    assertThat(again(NodeMethod.SEQUENCES.answer(), Map.of(SHARD, 5L)))
        .isEqualTo(Map.of(SHARD, 5L));
    assertThat(again(NodeMethod.VERSIONS.answer(), Map.of(SHARD.index(), 5L)))
        .isEqualTo(Map.of(SHARD.index(), 5L));
    IndexStats stats =
        new IndexStats(1, 2, 3, 4, true, Map.of("a", 5L), java.util.Set.of("a", "a.b"));
    assertThat(again(NodeMethod.STATS.answer(), stats)).isEqualTo(stats);
    Fingerprint fingerprint = new Fingerprint(1, -2, 3);
    assertThat(again(NodeMethod.FINGERPRINT.answer(), fingerprint)).isEqualTo(fingerprint);
    Changes changes =
        new Changes(true, List.of(new Changes.Change("k", 1, 2, true, new byte[0])), 2);
    assertThat(again(NodeMethod.CHANGES.answer(), changes))
        .usingRecursiveComparison()
        .isEqualTo(changes);
    Optional<StoredDocument> document = Optional.of(new StoredDocument("k", 1, 2, utf8("{}")));
    assertThat(again(NodeMethod.DOCUMENT.answer(), document))
        .usingRecursiveComparison()
        .isEqualTo(document);
    Problem problem = new Problem(ErrorCode.INVALID_SEARCH_FILTER, "no");
    assertThat(again(ProblemCodec.PROBLEM, problem)).isEqualTo(problem);
  }

  @Test
  void outcomes() {
    for (WriteOutcome outcome :
        List.of(
            new WriteOutcome.Durable(7, new WriteCounts(1, 2, 3)),
            new WriteOutcome.Fenced(3),
            new WriteOutcome.Gap(9),
            new WriteOutcome.Failed("disk"))) {
      assertThat(again(NodeMethod.WRITE.answer(), outcome)).isEqualTo(outcome);
    }
  }

  @Test
  void damagedBytesEndInAnExceptionNotInAHugeArray() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    byte[] bytes = new byte[64];
    for (int i = 0; i < 2_000; i++) {
      random.nextBytes(bytes);
      bytes[0] = (byte) 0xFF;
      bytes[1] = (byte) 0xFF;
      bytes[2] = (byte) 0x7F;
      assertThatThrownBy(() -> WriteCodec.WRITE.decode(bytes)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void aLargeMessageIsCutAndPutTogether() {
    byte[] whole = new byte[Piece.BYTES_MAX * 2 + 17];
    RandomGenerator.getDefault().nextBytes(whole);
    Assembly<String> assembly = new Assembly<>(whole.length);
    Instant now = Instant.EPOCH;
    var result = new byte[1][];
    Piece.each(
        whole,
        (offset, piece) ->
            assembly
                .add("k", whole.length, offset, piece, now, now.plusSeconds(1))
                .ifPresent(all -> result[0] = all));
    assertThat(result[0]).isEqualTo(whole);
  }

  @Test
  void whatNeverBecomesWholeIsForgottenAfterItsDeadline() {
    Assembly<String> assembly = new Assembly<>(10);
    Instant now = Instant.EPOCH;
    byte[] piece = new byte[4];
    assembly.add("a", 8, 0, piece, now, now.plusSeconds(1));
    assertThatThrownBy(() -> assembly.add("b", 8, 0, piece, now, now.plusSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    Instant later = now.plusSeconds(2);
    assertThat(assembly.add("b", 8, 0, piece, later, later.plusSeconds(1))).isEmpty();
    assertThat(assembly.add("b", 8, 4, piece, later, later.plusSeconds(1))).isPresent();
  }
}
