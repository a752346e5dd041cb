package io.miroir.search;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import io.miroir.engine.rank.RuleOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What hits of different queries are compared by (ranking reference, 10.1): consecutive ranks
 * folded and weighted, similarities weighted, values of sorts as they are. The better one is the
 * smaller one.
 */
final class WeightedScores implements Comparable<WeightedScores> {
  private static final double EPSILON = 2.22e-16;

  /** Doubles, sorts and geo sorts. */
  private final List<Object> items = new ArrayList<>();

  private final double score;
  private final boolean semantic;

  WeightedScores(List<RuleScore> scores, double weight) {
    int start = 0;
    for (int i = 0; i <= scores.size(); i++) {
      if (i < scores.size() && ScoreFold.ranked(scores.get(i))) {
        continue;
      }
      if (i > start) {
        items.add(ScoreFold.ranks(scores.subList(start, i)) * weight);
      }
      if (i < scores.size()) {
        RuleScore value = scores.get(i);
        items.add(
            value instanceof RuleScore.Vector vector
                ? (Object) (vector.similarity().orElse(0) * weight)
                : value);
      }
      start = i + 1;
    }
    this.score = ScoreFold.score(scores) * weight;
    this.semantic = scores.stream().anyMatch(RuleScore.Vector.class::isInstance);
  }

  /** Whether vectors found the hit. */
  boolean semantic() {
    return semantic;
  }

  /** {@code weightedRankingScore}. */
  double score() {
    return score;
  }

  @Override
  public int compareTo(WeightedScores other) {
    int common = Math.min(items.size(), other.items.size());
    for (int i = 0; i < common; i++) {
      Object left = items.get(i);
      Object right = other.items.get(i);
      if (!comparable(left, right)) {
        int rest = Integer.compare(other.items.size() - i, items.size() - i);
        return rest != 0 ? rest : numbers(score, other.score);
      }
      int order = compare(left, right);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(other.items.size(), items.size());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WeightedScores scores && items.equals(scores.items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  private static boolean comparable(Object left, Object right) {
    return switch (left) {
      case RuleScore.Sort l -> right instanceof RuleScore.Sort r && l.ascending() == r.ascending();
      case RuleScore.GeoSort l ->
          right instanceof RuleScore.GeoSort r && l.ascending() == r.ascending();
      default -> right instanceof Double;
    };
  }

  private static int compare(Object left, Object right) {
    return switch (left) {
      case RuleScore.Sort l -> RuleOrder.compareSort(l, (RuleScore.Sort) right);
      case RuleScore.GeoSort l ->
          farther(l.distanceMetres(), ((RuleScore.GeoSort) right).distanceMetres());
      default -> numbers((Double) left, (Double) right);
    };
  }

  private static int numbers(double left, double right) {
    return Math.abs(left - right) <= EPSILON ? 0 : Double.compare(right, left);
  }

  /** The original takes the larger distance for the better one, whatever the direction. */
  private static int farther(OptionalDouble left, OptionalDouble right) {
    return RuleOrder.compareNumbers(left, right, false);
  }
}
