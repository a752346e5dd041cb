package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Makes geo buckets of several shards those of one node (ranking reference, 5.3): a bucket is what
 * lies within a metre of its anchor, the nearest hit left; each shard took its own anchors. Hits of
 * a shard stay in their order, since two of its anchors are never within a metre of a third.
 */
final class GeoAnchors {
  private static final double BUCKET_METRES = 1.0;

  private GeoAnchors() {}

  static List<List<RankedHit>> align(List<List<RankedHit>> answers) {
    List<List<RankedHit>> aligned = answers;
    for (int rule = 0; rule < rules(answers); rule++) {
      if (isGeo(aligned, rule)) {
        aligned = align(aligned, rule);
      }
    }
    return aligned;
  }

  private static int rules(List<List<RankedHit>> answers) {
    return answers.stream().flatMap(List::stream).mapToInt(h -> h.scores().size()).max().orElse(0);
  }

  private static boolean isGeo(List<List<RankedHit>> answers, int rule) {
    for (List<RankedHit> hits : answers) {
      if (!hits.isEmpty() && hits.getFirst().scores().size() > rule) {
        return hits.getFirst().scores().get(rule) instanceof RuleScore.GeoSort;
      }
    }
    return false;
  }

  private record Place(int answer, int hit) {}

  private static List<List<RankedHit>> align(List<List<RankedHit>> answers, int rule) {
    List<List<RankedHit>> made = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (int answer = 0; answer < answers.size(); answer++) {
      made.add(new ArrayList<>(answers.get(answer)));
      for (int hit = 0; hit < answers.get(answer).size(); hit++) {
        places.add(new Place(answer, hit));
      }
    }
    places.sort(
        (l, r) ->
            HitOrder.compareScores(prefix(answers, l, rule + 1), prefix(answers, r, rule + 1)));
    Place anchor = null;
    for (Place place : places) {
      if (anchor == null || !joins(answers, anchor, place, rule)) {
        anchor = place;
      } else {
        RuleScore score = at(answers, anchor).scores().get(rule);
        made.get(place.answer()).set(place.hit(), with(at(answers, place), rule, score));
      }
    }
    return made;
  }

  private static boolean joins(List<List<RankedHit>> answers, Place anchor, Place place, int rule) {
    if (HitOrder.compareScores(prefix(answers, anchor, rule), prefix(answers, place, rule)) != 0) {
      return false;
    }
    OptionalDouble from = distance(answers, anchor, rule);
    OptionalDouble to = distance(answers, place, rule);
    return from.isPresent()
        && to.isPresent()
        && Math.abs(from.getAsDouble() - to.getAsDouble()) <= BUCKET_METRES;
  }

  private static OptionalDouble distance(List<List<RankedHit>> answers, Place place, int rule) {
    List<RuleScore> scores = at(answers, place).scores();
    return scores.size() > rule && scores.get(rule) instanceof RuleScore.GeoSort geo
        ? geo.distanceMetres()
        : OptionalDouble.empty();
  }

  private static RankedHit at(List<List<RankedHit>> answers, Place place) {
    return answers.get(place.answer()).get(place.hit());
  }

  private static List<RuleScore> prefix(List<List<RankedHit>> answers, Place place, int rules) {
    List<RuleScore> scores = at(answers, place).scores();
    return scores.subList(0, Math.min(rules, scores.size()));
  }

  private static RankedHit with(RankedHit hit, int rule, RuleScore score) {
    List<RuleScore> scores = new ArrayList<>(hit.scores());
    scores.set(rule, score);
    return new RankedHit(
        hit.key(),
        hit.ordinal(),
        List.copyOf(scores),
        hit.distinctValues(),
        hit.document(),
        hit.formatted(),
        hit.matchesPosition());
  }
}
