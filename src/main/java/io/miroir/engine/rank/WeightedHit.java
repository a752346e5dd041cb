package io.miroir.engine.rank;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import io.miroir.engine.query.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A hit as the merge of keyword and vector hits compares it (ranking reference, 9.3): runs of ranks
 * folded into one weighted score, other rules one by one. Larger is better.
 */
final class WeightedHit {
  private static final double SAME = 2.22e-16;

  private sealed interface Item {
    record Score(double value) implements Item {}

    record Sort(RuleScore.Sort value) implements Item {}

    record Geo(RuleScore.GeoSort value) implements Item {}
  }

  private final BucketSort.Ranked hit;
  private final List<Item> items;

  private WeightedHit(BucketSort.Ranked hit, List<Item> items) {
    this.hit = hit;
    this.items = items;
  }

  static WeightedHit of(BucketSort.Ranked hit, double weight) {
    List<Item> items = new ArrayList<>();
    List<RuleScore> run = new ArrayList<>();
    for (RuleScore score : hit.scores()) {
      if (ScoreFold.ranked(score)) {
        run.add(score);
        continue;
      }
      close(run, weight, items);
      items.add(
          switch (score) {
            case RuleScore.Sort sort -> new Item.Sort(sort);
            case RuleScore.GeoSort geo -> new Item.Geo(geo);
            case RuleScore.Vector vector -> new Item.Score(vector.similarity().orElse(0) * weight);
            default -> throw new IllegalStateException("expected no rank, found " + score);
          });
    }
    close(run, weight, items);
    return new WeightedHit(hit, items);
  }

  private static void close(List<RuleScore> run, double weight, List<Item> items) {
    if (!run.isEmpty()) {
      items.add(new Item.Score(ScoreFold.ranks(run) * weight));
      run.clear();
    }
  }

  BucketSort.Ranked hit() {
    return hit;
  }

  /** Positive when this hit is better, 0 when neither is. */
  int compareTo(WeightedHit other) {
    int both = Math.min(items.size(), other.items.size());
    for (int at = 0; at < both; at++) {
      int order = compare(items.get(at), other.items.get(at));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(items.size(), other.items.size());
  }

  private static int compare(Item left, Item right) {
    if (left instanceof Item.Score(double a) && right instanceof Item.Score(double b)) {
      return Math.abs(a - b) <= SAME ? 0 : Double.compare(a, b);
    }
    if (left instanceof Item.Sort(var a) && right instanceof Item.Sort(var b)) {
      return compare(a, b);
    }
    if (left instanceof Item.Geo(var a) && right instanceof Item.Geo(var b)) {
      return missingLast(a.distanceMetres(), b.distanceMetres(), a.ascending());
    }
    // A score against a value: the score wins unless it is 0.
    return left instanceof Item.Score(double value)
        ? (value != 0 ? 1 : -1)
        : right instanceof Item.Score(double other) && other != 0 ? -1 : 1;
  }

  /** Numbers before strings before nothing, whatever the direction. */
  private static int compare(RuleScore.Sort a, RuleScore.Sort b) {
    if (a.number().isPresent() || b.number().isPresent()) {
      return missingLast(a.number(), b.number(), a.ascending());
    }
    if (a.string().isEmpty() || b.string().isEmpty()) {
      return Boolean.compare(a.string().isPresent(), b.string().isPresent());
    }
    int order = Utf8Order.compare(a.string().get(), b.string().get());
    return a.ascending() ? -order : order;
  }

  private static int missingLast(OptionalDouble a, OptionalDouble b, boolean ascending) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isPresent(), b.isPresent());
    }
    int order = Double.compare(a.getAsDouble(), b.getAsDouble());
    return ascending ? -order : order;
  }
}
