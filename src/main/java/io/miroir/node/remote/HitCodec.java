package io.miroir.node.remote;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Hits on the wire, by hand: they are most of what a search sends, and reflection over their scores
 * would cost the coordinator more than the merge.
 */
final class HitCodec {
  private static final int WORDS = 0;
  private static final int TYPO = 1;
  private static final int PROXIMITY = 2;
  private static final int ATTRIBUTE_RANK = 3;
  private static final int WORD_POSITION = 4;
  private static final int EXACT_ATTRIBUTE = 5;
  private static final int EXACT_WORDS = 6;
  private static final int SORT = 7;
  private static final int GEO_SORT = 8;
  private static final int VECTOR = 9;
  private static final int SKIPPED = 10;

  private HitCodec() {}

  static void write(WireOut out, List<RankedHit> hits) {
    out.number(hits.size());
    for (RankedHit hit : hits) {
      out.text(hit.key()).number(hit.ordinal());
      scores(out, hit.scores());
      out.number(hit.distinctValues().size());
      hit.distinctValues().forEach(out::text);
      out.bytes(hit.document()).bytes(hit.formatted()).bytes(hit.matchesPosition());
    }
  }

  static List<RankedHit> read(WireIn in) {
    int count = in.count();
    List<RankedHit> hits = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String key = in.text();
      long ordinal = in.number();
      List<RuleScore> rules = scores(in);
      hits.add(new RankedHit(key, ordinal, rules, texts(in), in.bytes(), in.bytes(), in.bytes()));
    }
    return hits;
  }

  static List<String> texts(WireIn in) {
    int count = in.count();
    if (count == 0) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.text());
    }
    return texts;
  }

  static void scores(WireOut out, List<RuleScore> scores) {
    out.number(scores.size());
    scores.forEach(score -> writeScore(out, score));
  }

  static List<RuleScore> scores(WireIn in) {
    int count = in.count();
    List<RuleScore> scores = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      scores.add(readScore(in));
    }
    return scores;
  }

  private static void writeScore(WireOut out, RuleScore score) {
    switch (score) {
      case RuleScore.Words s -> ranks(out, WORDS, s.rank(), s.max());
      case RuleScore.Typo s -> ranks(out, TYPO, s.rank(), s.max());
      case RuleScore.Proximity s -> ranks(out, PROXIMITY, s.rank(), s.max());
      case RuleScore.AttributeRank s -> ranks(out, ATTRIBUTE_RANK, s.rank(), s.max());
      case RuleScore.WordPosition s -> ranks(out, WORD_POSITION, s.rank(), s.max());
      case RuleScore.ExactAttribute s -> out.put(EXACT_ATTRIBUTE).number(s.rank());
      case RuleScore.ExactWords s -> ranks(out, EXACT_WORDS, s.rank(), s.max());
      case RuleScore.Sort s -> writeSort(out.put(SORT), s);
      case RuleScore.GeoSort s -> writeGeo(out.put(GEO_SORT), s);
      case RuleScore.Vector s -> {
        optional(out.put(VECTOR), s.similarity());
        out.fixed(s.distance());
      }
      case RuleScore.Skipped s -> out.put(SKIPPED);
    }
  }

  private static void ranks(WireOut out, int tag, int rank, int max) {
    out.put(tag).number(rank).number(max);
  }

  private static void writeSort(WireOut out, RuleScore.Sort sort) {
    out.text(sort.field()).put(sort.ascending() ? 1 : 0);
    optional(out, sort.number());
    out.put(sort.string().isPresent() ? 1 : 0);
    sort.string().ifPresent(out::text);
    out.put(sort.hidden() ? 1 : 0);
  }

  private static void writeGeo(WireOut out, RuleScore.GeoSort geo) {
    out.fixed(geo.targetLat()).fixed(geo.targetLng()).put(geo.ascending() ? 1 : 0);
    optional(out, geo.lat());
    optional(out, geo.lng());
    optional(out, geo.distanceMetres());
  }

  private static RuleScore readScore(WireIn in) {
    int tag = in.next();
    return switch (tag) {
      case WORDS -> new RuleScore.Words(in.integer(), in.integer());
      case TYPO -> new RuleScore.Typo(in.integer(), in.integer());
      case PROXIMITY -> new RuleScore.Proximity(in.integer(), in.integer());
      case ATTRIBUTE_RANK -> new RuleScore.AttributeRank(in.integer(), in.integer());
      case WORD_POSITION -> new RuleScore.WordPosition(in.integer(), in.integer());
      case EXACT_ATTRIBUTE -> new RuleScore.ExactAttribute(in.integer());
      case EXACT_WORDS -> new RuleScore.ExactWords(in.integer(), in.integer());
      case SORT ->
          new RuleScore.Sort(
              in.text(),
              in.next() == 1,
              optional(in),
              in.next() == 1 ? Optional.of(in.text()) : Optional.empty(),
              in.next() == 1);
      case GEO_SORT ->
          new RuleScore.GeoSort(
              in.fixed(), in.fixed(), in.next() == 1, optional(in), optional(in), optional(in));
      case VECTOR -> new RuleScore.Vector(optional(in), in.fixed());
      case SKIPPED -> new RuleScore.Skipped();
      default -> throw new IllegalArgumentException("expected a known score, found " + tag);
    };
  }

  static void optional(WireOut out, OptionalDouble value) {
    out.put(value.isPresent() ? 1 : 0);
    value.ifPresent(out::fixed);
  }

  static OptionalDouble optional(WireIn in) {
    return in.next() == 1 ? OptionalDouble.of(in.fixed()) : OptionalDouble.empty();
  }
}
