package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.rank.RuleOrder;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which one node would list hits of several shards (ranking reference, 10.2): rule by
 * rule, the lower cost first, values by 5.2, at last the ordinal. Not by the folded score, which
 * overflows and can't tell equal ranks of different maxima apart.
 */
final class HitOrder implements Comparator<RankedHit> {
  static final HitOrder INSTANCE = new HitOrder();

  private HitOrder() {}

  @Override
  public int compare(RankedHit left, RankedHit right) {
    int order = compareScores(left.scores(), right.scores());
    return order != 0 ? order : Long.compare(left.ordinal(), right.ordinal());
  }

  static int compareScores(List<RuleScore> left, List<RuleScore> right) {
    return RuleOrder.compare(left, right);
  }

  static int compare(RuleScore left, RuleScore right) {
    return RuleOrder.compare(left, right);
  }
}
