package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order of hits of a hybrid search (ranking reference, 9.3): consecutive ranks folded into one
 * score, scores weighted by the side a hit comes from, equal ones the vector's first. Hits of one
 * side keep the order of {@link HitOrder}.
 */
final class HybridOrder implements Comparator<RankedHit> {
  private static final double EPSILON = 2.22e-16;

  private final double keywordWeight;
  private final double vectorWeight;

  HybridOrder(float semanticRatio) {
    this.keywordWeight = 1f - semanticRatio;
    this.vectorWeight = semanticRatio;
  }

  @Override
  public int compare(RankedHit left, RankedHit right) {
    boolean leftVector = isVector(left);
    boolean rightVector = isVector(right);
    if (leftVector == rightVector) {
      return HitOrder.INSTANCE.compare(left, right);
    }
    int order = compareValues(values(left.scores()), values(right.scores()));
    return order != 0 ? order : leftVector ? -1 : 1;
  }

  private static boolean isVector(RankedHit hit) {
    for (RuleScore score : hit.scores()) {
      if (score instanceof RuleScore.Vector) {
        return true;
      }
    }
    return false;
  }

  /** Items are weighted scores (Double) or sort and geo values (RuleScore). */
  private List<Object> values(List<RuleScore> scores) {
    List<Object> values = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= scores.size(); i++) {
      boolean inRun = i < scores.size() && ScoreFold.ranked(scores.get(i));
      if (!inRun) {
        if (i > start) {
          values.add(ScoreFold.ranks(scores.subList(start, i)) * keywordWeight);
        }
        if (i < scores.size()) {
          values.add(value(scores.get(i)));
        }
        start = i + 1;
      }
    }
    return values;
  }

  private Object value(RuleScore score) {
    return score instanceof RuleScore.Vector vector
        ? (Object) (vector.similarity().orElse(0) * vectorWeight)
        : score;
  }

  private static int compareValues(List<Object> left, List<Object> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = compareValue(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(right.size(), left.size());
  }

  private static int compareValue(Object left, Object right) {
    if (left instanceof Double l && right instanceof Double r) {
      return Math.abs(l - r) <= EPSILON ? 0 : Double.compare(r, l);
    }
    if (left instanceof Double l) {
      return l == 0 ? 1 : -1;
    }
    if (right instanceof Double r) {
      return r == 0 ? -1 : 1;
    }
    return HitOrder.compare((RuleScore) left, (RuleScore) right);
  }
}
