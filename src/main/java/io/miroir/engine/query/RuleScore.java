package io.miroir.engine.query;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one ranking rule said of one hit, in the order in which the rules ran: the key by which hits
 * of several shards are merged and from which {@code _rankingScore} and {@code
 * _rankingScoreDetails} are made. Ranks follow the ranking reference, 4.11: {@code 0 <= rank <=
 * max}, higher is better.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RuleScore.Words.class, name = "w"),
  @JsonSubTypes.Type(value = RuleScore.Typo.class, name = "t"),
  @JsonSubTypes.Type(value = RuleScore.Proximity.class, name = "p"),
  @JsonSubTypes.Type(value = RuleScore.AttributeRank.class, name = "a"),
  @JsonSubTypes.Type(value = RuleScore.WordPosition.class, name = "o"),
  @JsonSubTypes.Type(value = RuleScore.ExactAttribute.class, name = "e"),
  @JsonSubTypes.Type(value = RuleScore.ExactWords.class, name = "x"),
  @JsonSubTypes.Type(value = RuleScore.Sort.class, name = "s"),
  @JsonSubTypes.Type(value = RuleScore.GeoSort.class, name = "g"),
  @JsonSubTypes.Type(value = RuleScore.Vector.class, name = "v"),
  @JsonSubTypes.Type(value = RuleScore.Skipped.class, name = "k")
})
public sealed interface RuleScore {

  /** matchingWords of maxMatchingWords. */
  record Words(int rank, int max) implements RuleScore {}

  /** typoCount = max - rank, maxTypoCount = max - 1. */
  record Typo(int rank, int max) implements RuleScore {}

  record Proximity(int rank, int max) implements RuleScore {}

  record AttributeRank(int rank, int max) implements RuleScore {}

  record WordPosition(int rank, int max) implements RuleScore {}

  /** rank 3 exactMatch, 2 matchesStart, 1 noExactMatch; the maximum is 3. */
  record ExactAttribute(int rank) implements RuleScore {}

  /** matchingWords = rank - 1, maxMatchingWords = max - 1. */
  record ExactWords(int rank, int max) implements RuleScore {}

  /**
   * A sort on a field: at most one of number and string is present, none means no value.
   *
   * @param string normalized
   * @param hidden the field is not displayed: shown as {@code <hidden-rule-N>}
   */
  record Sort(
      String field,
      boolean ascending,
      OptionalDouble number,
      Optional<String> string,
      boolean hidden)
      implements RuleScore {}

  /**
   * A geo sort; point and distance are those of the bucket's anchor, absent for documents without a
   * point.
   *
   * @param distanceMetres rounded to 3 decimals
   */
  record GeoSort(
      double targetLat,
      double targetLng,
      boolean ascending,
      OptionalDouble lat,
      OptionalDouble lng,
      OptionalDouble distanceMetres)
      implements RuleScore {}

  /**
   * @param similarity an f32 widened; absent for a document without a vector
   * @param distance an f32 widened, finer than the similarity: hits are in its order; 0 where
   *     nobody knows it
   */
  record Vector(OptionalDouble similarity, double distance) implements RuleScore {
    public Vector(OptionalDouble similarity) {
      this(similarity, 0);
    }
  }

  /** The search was cut off before this rule. */
  record Skipped() implements RuleScore {}
}
