package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.ScoreFold;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reads {@code _rankingScoreDetails} of a Meilisearch server back into what its rules said. It
 * shows some rules as a quotient only: rank and maximum are recovered from the maxima the rules can
 * have (ranking reference, 4.6 to 4.9), and among several readings the one that gives the hit's
 * {@code _rankingScore} is right. Pure.
 */
final class Details {
  private static final int TERMS_MAX = 12;
  private static final int READINGS_MAX = 5;
  private static final double EPSILON = 1e-9;
  private static final Pattern GEO =
      Pattern.compile("_geoPoint\\(\\s*([-\\d.eE+]+)\\s*,\\s*([-\\d.eE+]+)\\s*\\):(asc|desc)");

  private final int heaviestField;
  private final Predicate<String> displayed;

  /**
   * @param heaviestField weight of the last searchable attribute; 0 when all are searched
   * @param displayed whether clients may see a field
   */
  Details(int heaviestField, Predicate<String> displayed) {
    this.heaviestField = heaviestField;
    this.displayed = displayed;
  }

  /** The scores in the order in which the rules ran, without that of our own last rule. */
  List<RuleScore> scores(JsonNode details, double rankingScore) {
    List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(details.properties());
    entries.removeIf(entry -> entry.getKey().startsWith(Reserved.PREFIX));
    entries.sort(Comparator.comparingInt(entry -> entry.getValue().path("order").asInt()));
    int terms = details.path("words").path("matchingWords").asInt(1);
    List<List<List<RuleScore>>> readings = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : entries) {
      readings.add(readings(entry.getKey(), entry.getValue(), terms));
    }
    List<RuleScore> chosen = new ArrayList<>();
    boolean vector = details.has("vectorSort");
    if (vector || !choose(readings, 0, chosen, rankingScore)) {
      chosen.clear();
      readings.forEach(each -> chosen.addAll(each.getFirst()));
    }
    return List.copyOf(chosen);
  }

  private static boolean choose(
      List<List<List<RuleScore>>> readings, int at, List<RuleScore> chosen, double wanted) {
    if (at == readings.size()) {
      return Math.abs(ScoreFold.score(chosen) - wanted) < EPSILON;
    }
    for (List<RuleScore> reading : readings.get(at)) {
      int size = chosen.size();
      chosen.addAll(reading);
      if (choose(readings, at + 1, chosen, wanted)) {
        return true;
      }
      chosen.subList(size, chosen.size()).clear();
    }
    return false;
  }

  /** What one entry may stand for, the likeliest first; never empty. */
  private List<List<RuleScore>> readings(String name, JsonNode entry, int terms) {
    double score = entry.path("score").asDouble();
    return switch (name) {
      case "words" ->
          one(
              new RuleScore.Words(
                  entry.path("matchingWords").asInt(), entry.path("maxMatchingWords").asInt()));
      case "typo" -> {
        int max = entry.path("maxTypoCount").asInt() + 1;
        yield one(new RuleScore.Typo(max - entry.path("typoCount").asInt(), max));
      }
      case "proximity" -> quotients(score, proximity(terms), RuleScore.Proximity::new);
      case "attributeRank" -> quotients(score, attribute(terms), RuleScore.AttributeRank::new);
      case "wordPosition" -> quotients(score, position(terms), RuleScore.WordPosition::new);
      case "attribute" -> attributes(entry, terms);
      case "exactness" -> exactness(entry, terms);
      case "vectorSort" -> one(new RuleScore.Vector(number(entry.path("similarity"))));
      case "skipped" -> one(new RuleScore.Skipped());
      default -> one(value(name, entry));
    };
  }

  private static List<List<RuleScore>> one(RuleScore score) {
    return List.of(List.of(score));
  }

  private static IntStream likely(int terms) {
    return IntStream.concat(
        IntStream.of(terms), IntStream.rangeClosed(1, TERMS_MAX).filter(n -> n != terms));
  }

  private static IntStream proximity(int terms) {
    return IntStream.concat(likely(terms).map(n -> 3 * (n - 1) + 1), IntStream.of(2, 3));
  }

  private IntStream attribute(int terms) {
    return likely(terms).map(n -> 1 + heaviestField * n);
  }

  private static IntStream position(int terms) {
    return likely(terms).map(n -> 1 + 10 * n);
  }

  private static List<List<RuleScore>> quotients(
      double score, IntStream maxima, BiFunction<Integer, Integer, RuleScore> rule) {
    List<List<RuleScore>> readings = new ArrayList<>();
    maxima
        .distinct()
        .filter(max -> isRank(score * max))
        .limit(READINGS_MAX)
        .forEach(max -> readings.add(List.of(rule.apply((int) Math.round(score * max), max))));
    if (readings.isEmpty()) {
      int max = IntStream.rangeClosed(1, 4000).filter(m -> isRank(score * m)).findFirst().orElse(1);
      readings.add(List.of(rule.apply((int) Math.round(score * max), max)));
    }
    return readings;
  }

  private static boolean isRank(double rank) {
    return Math.abs(rank - Math.rint(rank)) < 1e-7;
  }

  private List<List<RuleScore>> attributes(JsonNode entry, int terms) {
    List<List<RuleScore>> both = new ArrayList<>();
    for (List<RuleScore> rank :
        quotients(
            entry.path("attributeRankingOrderScore").asDouble(),
            attribute(terms),
            RuleScore.AttributeRank::new)) {
      for (List<RuleScore> position :
          quotients(
              entry.path("queryWordDistanceScore").asDouble(),
              position(terms),
              RuleScore.WordPosition::new)) {
        both.add(List.of(rank.getFirst(), position.getFirst()));
      }
    }
    return both;
  }

  /** Under exactMatch and matchesStart the count of exact words enters the score unseen. */
  private static List<List<RuleScore>> exactness(JsonNode entry, int terms) {
    String type = entry.path("matchType").asText();
    if (type.equals("noExactMatch")) {
      int max = entry.path("maxMatchingWords").asInt();
      int rank = entry.path("matchingWords").asInt();
      return List.of(
          List.of(new RuleScore.ExactAttribute(1), new RuleScore.ExactWords(rank + 1, max + 1)));
    }
    RuleScore exact = new RuleScore.ExactAttribute(type.equals("exactMatch") ? 3 : 2);
    List<List<RuleScore>> readings = new ArrayList<>();
    likely(terms)
        .forEach(
            n -> {
              for (int rank = n + 1; rank >= 1; rank--) {
                readings.add(List.of(exact, new RuleScore.ExactWords(rank, n + 1)));
              }
            });
    return readings;
  }

  private RuleScore value(String name, JsonNode entry) {
    JsonNode value = entry.path("value");
    Matcher geo = GEO.matcher(name);
    if (geo.matches()) {
      return new RuleScore.GeoSort(
          Double.parseDouble(geo.group(1)),
          Double.parseDouble(geo.group(2)),
          geo.group(3).equals("asc"),
          number(value.path("lat")),
          number(value.path("lng")),
          number(entry.path("distance")));
    }
    int colon = name.lastIndexOf(':');
    String field = colon < 0 ? name : name.substring(0, colon);
    return new RuleScore.Sort(
        field,
        name.endsWith(":asc"),
        number(value),
        value.isTextual() ? Optional.of(value.textValue()) : Optional.empty(),
        !displayed.test(field));
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
  }
}
