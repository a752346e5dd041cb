package io.miroir.engine.query;

import java.util.List;

/**
 * Folds what the rules said of a hit into one number (ranking reference, 4.11). The original
 * multiplies 32-bit numbers with wrap-around, so long rule lists give nonsense; hits are never
 * ordered by it.
 */
public final class ScoreFold {
  private int rank = 1;
  private int max = 1;

  private ScoreFold() {}

  /** {@code _rankingScore}: the similarity where a vector decided, else the folded ranks. */
  public static double score(List<RuleScore> scores) {
    var fold = new ScoreFold();
    for (RuleScore score : scores) {
      if (score instanceof RuleScore.Vector vector) {
        return vector.similarity().orElse(0);
      }
      fold.add(score);
    }
    return fold.value();
  }

  /** The fold of ranks only; scores without a rank are passed over. */
  public static double ranks(List<RuleScore> scores) {
    var fold = new ScoreFold();
    scores.forEach(fold::add);
    return fold.value();
  }

  /** Whether a score takes part in the fold. */
  public static boolean ranked(RuleScore score) {
    return !(score instanceof RuleScore.Sort
        || score instanceof RuleScore.GeoSort
        || score instanceof RuleScore.Vector);
  }

  private void add(RuleScore score) {
    switch (score) {
      case RuleScore.Words s -> add(s.rank(), s.max());
      case RuleScore.Typo s -> add(s.rank(), s.max());
      case RuleScore.Proximity s -> add(s.rank(), s.max());
      case RuleScore.AttributeRank s -> add(s.rank(), s.max());
      case RuleScore.WordPosition s -> add(s.rank(), s.max());
      case RuleScore.ExactAttribute s -> add(s.rank(), 3);
      case RuleScore.ExactWords s -> add(s.rank(), s.max());
      case RuleScore.Skipped s -> add(0, 1);
      case RuleScore.Sort s -> {}
      case RuleScore.GeoSort s -> {}
      case RuleScore.Vector s -> {}
    }
  }

  private void add(int ownRank, int ownMax) {
    int before = rank == 0 ? 0 : rank - 1;
    rank = before * ownMax + ownRank;
    max *= ownMax;
  }

  private double value() {
    return Integer.toUnsignedLong(rank) / (double) Integer.toUnsignedLong(max);
  }
}
