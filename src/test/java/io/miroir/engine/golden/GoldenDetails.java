package io.miroir.engine.golden;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import io.miroir.engine.settings.Settings;
import java.util.List;
import java.util.OptionalDouble;

/** {@code _rankingScoreDetails} (ranking reference, 4.11). */
final class GoldenDetails {
  private final ObjectNode shown = GoldenFolder.JSON.createObjectNode();
  private final boolean separated;
  private int order;
  private RuleScore half;

  private GoldenDetails(Settings settings) {
    this.separated =
        settings.rankingRules().contains("attributeRank")
            || settings.rankingRules().contains("wordPosition");
  }

  static ObjectNode show(List<RuleScore> scores, Settings settings) {
    var details = new GoldenDetails(settings);
    scores.forEach(details::add);
    return details.shown;
  }

  private ObjectNode put(String name) {
    return shown.putObject(name).put("order", order++);
  }

  private void ratio(String name, int rank, int max) {
    put(name).put("score", rank / (double) max);
  }

  private void add(RuleScore score) {
    switch (score) {
      case RuleScore.Words s ->
          put("words")
              .put("matchingWords", s.rank())
              .put("maxMatchingWords", s.max())
              .put("score", s.rank() / (double) s.max());
      case RuleScore.Typo s ->
          put("typo")
              .put("typoCount", s.max() - s.rank())
              .put("maxTypoCount", s.max() - 1)
              .put("score", s.rank() / (double) s.max());
      case RuleScore.Proximity s -> ratio("proximity", s.rank(), s.max());
      case RuleScore.AttributeRank s -> {
        if (separated) {
          ratio("attributeRank", s.rank(), s.max());
        } else {
          half = s;
          put("attribute").put("attributeRankingOrderScore", s.rank() / (double) s.max());
        }
      }
      case RuleScore.WordPosition s -> {
        if (separated) {
          ratio("wordPosition", s.rank(), s.max());
        } else {
          ((ObjectNode) shown.get("attribute"))
              .put("queryWordDistanceScore", s.rank() / (double) s.max())
              .put("score", ScoreFold.ranks(List.of(half, s)));
        }
      }
      case RuleScore.ExactAttribute s -> {
        half = s;
        String type =
            s.rank() == 3 ? "exactMatch" : s.rank() == 2 ? "matchesStart" : "noExactMatch";
        put("exactness").put("matchType", type).put("score", s.rank() / 3.0);
      }
      case RuleScore.ExactWords s -> {
        var exactness = (ObjectNode) shown.get("exactness");
        if (((RuleScore.ExactAttribute) half).rank() == 1) {
          exactness
              .put("matchingWords", s.rank() - 1)
              .put("maxMatchingWords", s.max() - 1)
              .put("score", ScoreFold.ranks(List.of(half, s)));
        }
      }
      case RuleScore.Sort s -> sort(s);
      case RuleScore.GeoSort s -> geo(s);
      case RuleScore.Vector s -> number(put("vectorSort"), "similarity", s.similarity());
      case RuleScore.Skipped s -> put("skipped");
    }
  }

  private void sort(RuleScore.Sort score) {
    if (score.hidden()) {
      String name = "<hidden-rule-" + order + ">";
      put(name).put("value", "<hidden>");
      return;
    }
    ObjectNode detail = put(score.field() + (score.ascending() ? ":asc" : ":desc"));
    if (score.string().isPresent()) {
      detail.put("value", score.string().get());
    } else {
      number(detail, "value", score.number());
    }
  }

  private void geo(RuleScore.GeoSort score) {
    String name =
        "_geoPoint(%s, %s):%s"
            .formatted(
                plain(score.targetLat()),
                plain(score.targetLng()),
                score.ascending() ? "asc" : "desc");
    ObjectNode detail = put(name);
    if (score.lat().isPresent()) {
      detail
          .putObject("value")
          .put("lat", score.lat().getAsDouble())
          .put("lng", score.lng().getAsDouble());
    } else {
      detail.putNull("value");
    }
    number(detail, "distance", score.distanceMetres());
  }

  private static void number(ObjectNode detail, String name, OptionalDouble value) {
    if (value.isPresent()) {
      detail.put(name, value.getAsDouble());
    } else {
      detail.putNull(name);
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
