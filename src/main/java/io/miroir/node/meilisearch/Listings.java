package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Listings of documents as a Meilisearch server reads them, and what it answers. Pure. */
record Listings(Settings settings, String keyField) {
  private static final byte[] NOTHING = {};
  private static final double EARTH_METRES = 6_371_000;
  private static final Pattern GEO =
      Pattern.compile("_geoPoint\\(\\s*([-\\d.eE+]+)\\s*,\\s*([-\\d.eE+]+)\\s*\\)");

  /** From the first document on, ordered so that the lists of several nodes can be merged. */
  JsonWriter body(DocumentsRequest r, String shardFilter) {
    JsonWriter out = new JsonWriter().object().field("offset", 0);
    out.field("limit", (long) r.offset() + r.limit());
    out.name("filter").array().string(shardFilter);
    r.filter().filter(json -> !json.equals("null")).ifPresent(json -> conditions(out, json));
    out.endArray();
    r.ids().ifPresent(ids -> out.name("ids").strings(ids));
    if (r.retrieveVectors()) {
      out.field("retrieveVectors", true);
    }
    List<String> sort = new ArrayList<>(r.sort());
    sort.add(Reserved.ORDINAL + ":asc");
    return out.name("sort").strings(sort);
  }

  private static void conditions(JsonWriter out, String json) {
    JsonNode node = io.miroir.json.JsonSyntax.parse(json);
    if (node.isArray()) {
      node.forEach(out::node);
    } else {
      out.node(node);
    }
  }

  RankedHit hit(DocumentsRequest r, ObjectNode document) {
    String key = document.path(keyField).asText();
    long ordinal = Reserved.number(document.path(Reserved.ORDINAL).asText());
    List<RuleScore> scores = r.sort().stream().map(entry -> score(entry, document)).toList();
    StoredForm.strip(document);
    visible(r)
        .ifPresent(
            names ->
                document
                    .properties()
                    .removeIf(
                        field -> names.stream().noneMatch(name -> shows(name, field.getKey(), r))));
    return new RankedHit(
        key, ordinal, scores, List.of(), NodeIndexes.bytes(document), NOTHING, NOTHING);
  }

  private static boolean shows(String name, String field, DocumentsRequest r) {
    return FieldPatterns.covers(name, field)
        || FieldPatterns.covers(field, name)
        || (field.equals("_vectors") && r.retrieveVectors());
  }

  private Optional<List<String>> visible(DocumentsRequest r) {
    boolean all = settings.displayedAttributes().contains("*");
    Optional<List<String>> asked = r.fields().filter(names -> !names.contains("*"));
    if (asked.isEmpty()) {
      return all ? Optional.empty() : Optional.of(settings.displayedAttributes());
    }
    return Optional.of(
        asked.get().stream()
            .filter(name -> all || FieldPatterns.anyCovers(settings.displayedAttributes(), name))
            .toList());
  }

  private static RuleScore score(String entry, ObjectNode document) {
    int colon = entry.lastIndexOf(':');
    String field = entry.substring(0, colon);
    boolean ascending = entry.endsWith(":asc");
    Matcher geo = GEO.matcher(field);
    if (geo.matches()) {
      return geo(
          Double.parseDouble(geo.group(1)),
          Double.parseDouble(geo.group(2)),
          ascending,
          document.path("_geo"));
    }
    List<JsonNode> values = new ArrayList<>();
    collect(document, field, values);
    OptionalDouble number =
        ascending
            ? values.stream().filter(JsonNode::isNumber).mapToDouble(JsonNode::asDouble).min()
            : values.stream().filter(JsonNode::isNumber).mapToDouble(JsonNode::asDouble).max();
    Optional<String> text =
        number.isPresent()
            ? Optional.empty()
            : values.stream()
                .map(value -> SearchAnswers.normalized(value.asText()))
                .reduce((a, b) -> (Utf8Order.compare(a, b) <= 0) == ascending ? a : b);
    return new RuleScore.Sort(field, ascending, number, text, false);
  }

  private static void collect(JsonNode node, String path, List<JsonNode> values) {
    if (node.isArray()) {
      node.forEach(each -> collect(each, path, values));
    } else if (path.isEmpty()) {
      if (node.isValueNode() && !node.isNull()) {
        values.add(node);
      }
    } else if (node.has(path)) {
      collect(node.get(path), "", values);
    } else {
      int dot = path.indexOf('.');
      if (dot > 0 && node.has(path.substring(0, dot))) {
        collect(node.get(path.substring(0, dot)), path.substring(dot + 1), values);
      }
    }
  }

  /** The haversine distance, rounded to millimetres. */
  private static RuleScore geo(double lat, double lng, boolean ascending, JsonNode point) {
    OptionalDouble none = OptionalDouble.empty();
    if (!point.has("lat") || !point.has("lng")) {
      return new RuleScore.GeoSort(lat, lng, ascending, none, none, none);
    }
    double toLat = point.path("lat").asDouble();
    double toLng = point.path("lng").asDouble();
    double a =
        Math.pow(Math.sin(Math.toRadians(toLat - lat) / 2), 2)
            + Math.cos(Math.toRadians(lat))
                * Math.cos(Math.toRadians(toLat))
                * Math.pow(Math.sin(Math.toRadians(toLng - lng) / 2), 2);
    double metres = 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(a)));
    return new RuleScore.GeoSort(
        lat,
        lng,
        ascending,
        OptionalDouble.of(toLat),
        OptionalDouble.of(toLng),
        OptionalDouble.of(Math.round(metres * 1000) / 1000.0));
  }
}
