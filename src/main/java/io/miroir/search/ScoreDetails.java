package io.miroir.search;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import io.miroir.json.JsonText;
import io.miroir.json.JsonWriter;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Shows what the rules said of a hit as clients read it: {@code _rankingScore} and {@code
 * _rankingScoreDetails} (ranking reference, 4.11). One per index and settings version; immutable.
 */
public final class ScoreDetails {
  private static final List<String> SEPARATED = List.of("attributeRank", "wordPosition");

  private final boolean unified;

  /**
   * @param rankingRules of the index's settings: with the plain rule {@code attribute} its two
   *     halves are shown as one
   */
  public ScoreDetails(List<String> rankingRules) {
    this.unified = rankingRules.stream().noneMatch(SEPARATED::contains);
  }

  public static double score(List<RuleScore> scores) {
    return ScoreFold.score(scores);
  }

  /** The object under {@code _rankingScoreDetails}. */
  public byte[] json(List<RuleScore> scores) {
    JsonWriter out = new JsonWriter().object();
    int order = 0;
    for (int at = 0; at < scores.size(); order++) {
      at += write(out, order, scores, at);
    }
    return out.endObject().toBytes();
  }

  /** Writes one entry and answers how many scores it told. */
  private int write(JsonWriter out, int order, List<RuleScore> scores, int at) {
    switch (scores.get(at)) {
      case RuleScore.Words s -> {
        start(out, "words", order).field("matchingWords", s.rank());
        end(out.field("maxMatchingWords", s.max()), ratio(s.rank(), s.max()));
      }
      case RuleScore.Typo s -> {
        start(out, "typo", order).field("typoCount", s.max() - s.rank());
        end(out.field("maxTypoCount", s.max() - 1L), ratio(s.rank(), s.max()));
      }
      case RuleScore.Proximity s -> end(start(out, "proximity", order), ratio(s.rank(), s.max()));
      case RuleScore.AttributeRank s -> {
        return attribute(out, order, scores, at, s);
      }
      case RuleScore.WordPosition s ->
          end(start(out, "wordPosition", order), ratio(s.rank(), s.max()));
      case RuleScore.ExactAttribute s -> {
        return exactness(out, order, scores, at, s);
      }
      case RuleScore.ExactWords s -> words(start(out, "exactness", order), s);
      case RuleScore.Sort s -> sort(out, order, s);
      case RuleScore.GeoSort s -> geo(out, order, s);
      case RuleScore.Vector s -> {
        start(out, "vectorSort", order).name("similarity");
        number(out, s.similarity()).endObject();
      }
      case RuleScore.Skipped s -> start(out, "skipped", order).endObject();
    }
    return 1;
  }

  private int attribute(
      JsonWriter out, int order, List<RuleScore> scores, int at, RuleScore.AttributeRank rank) {
    boolean both =
        unified && at + 1 < scores.size() && scores.get(at + 1) instanceof RuleScore.WordPosition;
    if (!both) {
      end(start(out, "attributeRank", order), ratio(rank.rank(), rank.max()));
      return 1;
    }
    RuleScore.WordPosition position = (RuleScore.WordPosition) scores.get(at + 1);
    start(out, "attribute", order)
        .name("attributeRankingOrderScore")
        .number(ratio(rank.rank(), rank.max()))
        .name("queryWordDistanceScore")
        .number(ratio(position.rank(), position.max()));
    end(out, ScoreFold.ranks(scores.subList(at, at + 2)));
    return 2;
  }

  private static int exactness(
      JsonWriter out, int order, List<RuleScore> scores, int at, RuleScore.ExactAttribute exact) {
    start(out, "exactness", order)
        .field(
            "matchType",
            switch (exact.rank()) {
              case 3 -> "exactMatch";
              case 2 -> "matchesStart";
              default -> "noExactMatch";
            });
    boolean both = at + 1 < scores.size() && scores.get(at + 1) instanceof RuleScore.ExactWords;
    if (both && exact.rank() == 1) {
      RuleScore.ExactWords words = (RuleScore.ExactWords) scores.get(at + 1);
      out.field("matchingWords", words.rank() - 1L).field("maxMatchingWords", words.max() - 1L);
      end(out, ScoreFold.ranks(scores.subList(at, at + 2)));
    } else {
      end(out, ratio(exact.rank(), 3));
    }
    return both ? 2 : 1;
  }

  private static void words(JsonWriter out, RuleScore.ExactWords words) {
    out.field("matchingWords", words.rank() - 1L).field("maxMatchingWords", words.max() - 1L);
    end(out, ratio(words.rank(), words.max()));
  }

  private static void sort(JsonWriter out, int order, RuleScore.Sort sort) {
    if (sort.hidden()) {
      start(out, "<hidden-rule-" + order + ">", order).field("value", "<hidden>").endObject();
      return;
    }
    start(out, sort.field() + (sort.ascending() ? ":asc" : ":desc"), order).name("value");
    if (sort.string().isPresent()) {
      out.string(sort.string().get());
    } else {
      number(out, sort.number());
    }
    out.endObject();
  }

  private static void geo(JsonWriter out, int order, RuleScore.GeoSort geo) {
    String key =
        "_geoPoint("
            + coordinate(geo.targetLat())
            + ", "
            + coordinate(geo.targetLng())
            + (geo.ascending() ? "):asc" : "):desc");
    start(out, key, order).name("value");
    if (geo.lat().isPresent() && geo.lng().isPresent()) {
      out.object().name("lat").raw(coordinate(geo.lat().getAsDouble()));
      out.name("lng").raw(coordinate(geo.lng().getAsDouble())).endObject();
    } else {
      out.nothing();
    }
    number(out.name("distance"), geo.distanceMetres()).endObject();
  }

  private static JsonWriter start(JsonWriter out, String key, int order) {
    return out.name(key).object().field("order", order);
  }

  private static void end(JsonWriter out, double score) {
    out.name("score").number(score).endObject();
  }

  private static JsonWriter number(JsonWriter out, OptionalDouble value) {
    return value.isPresent() ? out.number(value.getAsDouble()) : out.nothing();
  }

  /** Coordinates are printed without a fraction of zero. */
  private static String coordinate(double value) {
    String text = JsonText.number(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static double ratio(int rank, int max) {
    return (double) rank / max;
  }
}
