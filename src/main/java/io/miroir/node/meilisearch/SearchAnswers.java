package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.FieldPatterns;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a Meilisearch server answered, as the merger reads it; without our fields. Pure. */
final class SearchAnswers {
  private static final byte[] NOTHING = {};

  private final SearchBodies bodies;
  private final SearchRequest request;
  private final Details details;
  private final Optional<List<String>> visible;

  SearchAnswers(SearchBodies bodies, SearchRequest request) {
    this.bodies = bodies;
    this.request = request;
    this.details = bodies.details();
    this.visible = bodies.visible(request);
  }

  SearchAnswer read(JsonNode answer) {
    List<RankedHit> hits = new ArrayList<>();
    answer.path("hits").forEach(hit -> hits.add(hit((ObjectNode) hit)));
    JsonNode total =
        answer.has("totalHits") ? answer.path("totalHits") : answer.path("estimatedTotalHits");
    return new SearchAnswer(
        hits, total.asLong(), facets(answer), answer.path("semanticHitCount").asInt(-1), false);
  }

  private RankedHit hit(ObjectNode hit) {
    String key = hit.path(bodies.keyField()).asText();
    long ordinal = Reserved.number(hit.path(Reserved.ORDINAL).asText());
    List<RuleScore> scores =
        details.scores(hit.path("_rankingScoreDetails"), hit.path("_rankingScore").asDouble());
    List<String> distinct =
        bodies.distinct(request).map(name -> distinct(hit, name)).orElse(List.of());
    byte[] formatted = part(hit.remove("_formatted"));
    byte[] matches = part(hit.remove("_matchesPosition"));
    hit.remove(List.of("_rankingScore", "_rankingScoreDetails"));
    return new RankedHit(key, ordinal, scores, distinct, cleaned(hit), formatted, matches);
  }

  private byte[] part(JsonNode part) {
    return part == null ? NOTHING : cleaned((ObjectNode) part);
  }

  private byte[] cleaned(ObjectNode object) {
    StoredForm.strip(object);
    if (visible.isPresent()) {
      hide(object, bodies.keyField());
      bodies.distinct(request).ifPresent(name -> hide(object, name.split("\\.")[0]));
    }
    return NodeIndexes.bytes(object);
  }

  /** A field that was asked for to merge only. */
  private void hide(ObjectNode object, String field) {
    boolean wanted =
        visible.get().stream()
            .anyMatch(
                name -> FieldPatterns.covers(name, field) || FieldPatterns.covers(field, name));
    if (!wanted) {
      object.remove(field);
    }
  }

  private static List<String> distinct(JsonNode document, String name) {
    List<String> values = new ArrayList<>();
    collect(document, name, values);
    return values;
  }

  private static void collect(JsonNode node, String path, List<String> values) {
    if (node.isArray()) {
      node.forEach(each -> collect(each, path, values));
    } else if (path.isEmpty()) {
      if (node.isNumber()) {
        values.add("n:" + node.asDouble());
      } else if (node.isTextual() || node.isBoolean()) {
        values.add("s:" + normalized(node.asText()));
      }
    } else if (node.isObject()) {
      if (node.has(path)) {
        collect(node.get(path), "", values);
        return;
      }
      for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
        if (node.has(path.substring(0, dot))) {
          collect(node.get(path.substring(0, dot)), path.substring(dot + 1), values);
        }
      }
    }
  }

  static String normalized(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT).strip();
  }

  static List<FacetCounts> facets(JsonNode answer) {
    List<FacetCounts> facets = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : answer.path("facetDistribution").properties()) {
      if (field.getKey().startsWith(Reserved.PREFIX)) {
        continue;
      }
      JsonNode stats = answer.path("facetStats").path(field.getKey());
      boolean numbers = stats.has("min");
      List<FacetCounts.Value> values = new ArrayList<>();
      field
          .getValue()
          .properties()
          .forEach(value -> values.add(value(value.getKey(), value.getValue().asLong(), numbers)));
      facets.add(
          new FacetCounts(
              field.getKey(), values, number(stats.path("min")), number(stats.path("max"))));
    }
    facets.sort(Comparator.comparing(FacetCounts::field));
    return facets;
  }

  /** The answer does not tell numbers from their texts: in a field with numbers it is one. */
  static FacetCounts.Value value(String shown, long count, boolean numbers) {
    if (numbers) {
      try {
        return new FacetCounts.Value(
            true, shown, shown, Double.parseDouble(shown), count, Long.MAX_VALUE);
      } catch (NumberFormatException e) {
        return text(shown, count);
      }
    }
    return text(shown, count);
  }

  private static FacetCounts.Value text(String shown, long count) {
    return new FacetCounts.Value(false, shown, normalized(shown), 0, count, Long.MAX_VALUE);
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
  }
}
