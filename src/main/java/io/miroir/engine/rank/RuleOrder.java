package io.miroir.engine.rank;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.Utf8Order;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The order of buckets (ranking reference, 10.2): rule by rule, the lower cost first, values by
 * 5.2. Not by the folded score, which overflows and can't tell equal ranks of different maxima
 * apart.
 */
public final class RuleOrder {
  private RuleOrder() {}

  /** A list that ends first is worse, as in Meilisearch's own federation. */
  public static int compare(List<RuleScore> left, List<RuleScore> right) {
    int order = compareCommon(left, right);
    return order != 0 ? order : Integer.compare(right.size(), left.size());
  }

  /** The same over as many rules as both have: 0 when one bucket lies in the other. */
  public static int compareCommon(List<RuleScore> left, List<RuleScore> right) {
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      int order = compare(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  public static int compare(RuleScore left, RuleScore right) {
    return switch (left) {
      case RuleScore.Words l when right instanceof RuleScore.Words r ->
          Integer.compare(r.rank(), l.rank());
      case RuleScore.Typo l when right instanceof RuleScore.Typo r ->
          cost(l.rank(), l.max(), r.rank(), r.max());
      case RuleScore.Proximity l when right instanceof RuleScore.Proximity r ->
          cost(l.rank(), l.max(), r.rank(), r.max());
      case RuleScore.AttributeRank l when right instanceof RuleScore.AttributeRank r ->
          cost(l.rank(), l.max(), r.rank(), r.max());
      case RuleScore.WordPosition l when right instanceof RuleScore.WordPosition r ->
          cost(l.rank(), l.max(), r.rank(), r.max());
      case RuleScore.ExactAttribute l when right instanceof RuleScore.ExactAttribute r ->
          Integer.compare(r.rank(), l.rank());
      case RuleScore.ExactWords l when right instanceof RuleScore.ExactWords r ->
          cost(l.rank(), l.max(), r.rank(), r.max());
      case RuleScore.Sort l when right instanceof RuleScore.Sort r -> compareSort(l, r);
      case RuleScore.GeoSort l when right instanceof RuleScore.GeoSort r ->
          compareNumbers(l.distanceMetres(), r.distanceMetres(), l.ascending());
      case RuleScore.Vector l when right instanceof RuleScore.Vector r -> compareVectors(l, r);
      default ->
          Boolean.compare(left instanceof RuleScore.Skipped, right instanceof RuleScore.Skipped);
    };
  }

  /** Maxima may differ between shards (a reading only one of them has); the cost does not. */
  private static int cost(int leftRank, int leftMax, int rightRank, int rightMax) {
    return Integer.compare(leftMax - leftRank, rightMax - rightRank);
  }

  /** Numbers before strings before nothing, whatever the direction. */
  public static int compareSort(RuleScore.Sort left, RuleScore.Sort right) {
    int kinds = Integer.compare(kind(left), kind(right));
    if (kinds != 0 || kind(left) == 2) {
      return kinds;
    }
    int order =
        kind(left) == 0
            ? Double.compare(left.number().getAsDouble(), right.number().getAsDouble())
            : Utf8Order.compare(left.string().get(), right.string().get());
    // -0.0 stands just above 0 there, just below it in Java.
    if (kind(left) == 0 && left.number().getAsDouble() == right.number().getAsDouble()) {
      order = -order;
    }
    return left.ascending() ? order : -order;
  }

  private static int kind(RuleScore.Sort sort) {
    return sort.number().isPresent() ? 0 : sort.string().isPresent() ? 1 : 2;
  }

  private static int compareVectors(RuleScore.Vector left, RuleScore.Vector right) {
    int order = compareNumbers(left.similarity(), right.similarity(), false);
    return order != 0 ? order : Double.compare(left.distance(), right.distance());
  }

  /** Missing values come last, whatever the direction. */
  public static int compareNumbers(OptionalDouble left, OptionalDouble right, boolean ascending) {
    if (left.isEmpty() || right.isEmpty()) {
      return Boolean.compare(left.isEmpty(), right.isEmpty());
    }
    int order = Double.compare(left.getAsDouble(), right.getAsDouble());
    return ascending ? order : -order;
  }
}
