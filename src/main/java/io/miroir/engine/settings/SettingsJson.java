package io.miroir.engine.settings;

import static io.miroir.engine.settings.Canonical.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.Settings.Embedder;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.settings.Settings.Faceting;
import io.miroir.engine.settings.Settings.FilterableRule;
import io.miroir.engine.settings.Settings.LocalizedRule;
import io.miroir.engine.settings.Settings.ProximityPrecision;
import io.miroir.engine.settings.Settings.TypoTolerance;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Settings as the JSON of {@code GET /indexes/{uid}/settings}, and back. */
public final class SettingsJson {
  private SettingsJson() {}

  /** As clients see it: API keys masked, no key of a feature that is off. */
  public static ObjectNode shown(Settings settings) {
    ObjectNode node = Secrets.masked(node(settings));
    node.remove("chat");
    return node;
  }

  /** As it is stored and sent to nodes: secrets in clear. */
  public static String stored(Settings settings) {
    return JsonText.of(node(settings));
  }

  /**
   * @param json what {@link #stored} gave once, or any settings object with valid values; absent
   *     fields have their defaults
   */
  public static Settings parse(String json) {
    return new SettingsPatch((ObjectNode) JsonSyntax.parse(json)).applyTo(Settings.DEFAULT);
  }

  /** What a setting that is not part of the whole object shows on its own route. */
  public static JsonNode absent(SubSetting setting) {
    if (setting == SubSetting.CHAT) {
      ObjectNode chat = NODES.objectNode();
      chat.put("description", "");
      chat.put("documentTemplate", EmbedderMerge.DEFAULT_TEMPLATE);
      chat.put("documentTemplateMaxBytes", EmbedderMerge.DEFAULT_TEMPLATE_BYTES);
      chat.putObject("searchParameters");
      return chat;
    }
    return NODES.arrayNode();
  }

  private static ObjectNode node(Settings s) {
    ObjectNode node = NODES.objectNode();
    node.set("displayedAttributes", Canonical.array(s.displayedAttributes()));
    node.set("searchableAttributes", Canonical.array(s.searchableAttributes()));
    node.set("filterableAttributes", filterable(s.filterableAttributes()));
    node.set("sortableAttributes", Canonical.array(s.sortableAttributes()));
    node.set("rankingRules", Canonical.array(s.rankingRules()));
    node.set("stopWords", Canonical.array(s.stopWords()));
    node.set("nonSeparatorTokens", Canonical.array(s.nonSeparatorTokens()));
    node.set("separatorTokens", Canonical.array(s.separatorTokens()));
    node.set("dictionary", Canonical.array(s.dictionary()));
    ObjectNode synonyms = node.putObject("synonyms");
    s.synonyms().forEach((word, others) -> synonyms.set(word, Canonical.array(others)));
    node.put("distinctAttribute", s.distinctAttribute().orElse(null));
    node.put(
        "proximityPrecision",
        s.proximityPrecision() == ProximityPrecision.BY_WORD ? "byWord" : "byAttribute");
    node.set("typoTolerance", typoTolerance(s.typoTolerance()));
    node.set("faceting", faceting(s.faceting()));
    node.putObject("pagination").put("maxTotalHits", s.maxTotalHits());
    ObjectNode embedders = node.putObject("embedders");
    s.embedders().forEach((name, e) -> embedders.set(name, JsonSyntax.parse(e.json())));
    if (s.searchCutoffMs().isPresent()) {
      node.put("searchCutoffMs", s.searchCutoffMs().getAsLong());
    } else {
      node.putNull("searchCutoffMs");
    }
    node.set(
        "localizedAttributes",
        s.localizedAttributes().<JsonNode>map(SettingsJson::localized).orElse(NODES.nullNode()));
    node.put("facetSearch", s.facetSearch());
    node.put("prefixSearch", s.prefixSearch() ? "indexingTime" : "disabled");
    s.chat().ifPresent(chat -> node.set("chat", JsonSyntax.parse(chat)));
    return node;
  }

  private static ArrayNode filterable(List<FilterableRule> rules) {
    ArrayNode array = NODES.arrayNode();
    for (FilterableRule rule : rules) {
      if (rule.legacy()) {
        array.add(rule.patterns().getFirst());
        continue;
      }
      ObjectNode object = array.addObject();
      object.set("attributePatterns", Canonical.array(rule.patterns()));
      ObjectNode features = object.putObject("features");
      features.put("facetSearch", rule.facetSearch());
      features
          .putObject("filter")
          .put("equality", rule.equality())
          .put("comparison", rule.comparison());
    }
    return array;
  }

  private static ObjectNode typoTolerance(TypoTolerance typo) {
    ObjectNode node = NODES.objectNode();
    node.put("enabled", typo.enabled());
    node.putObject("minWordSizeForTypos")
        .put("oneTypo", typo.minWordSizeForOneTypo())
        .put("twoTypos", typo.minWordSizeForTwoTypos());
    node.set("disableOnWords", Canonical.array(typo.disableOnWords()));
    node.set("disableOnAttributes", Canonical.array(typo.disableOnAttributes()));
    node.put("disableOnNumbers", typo.disableOnNumbers());
    return node;
  }

  private static ObjectNode faceting(Faceting faceting) {
    ObjectNode node = NODES.objectNode();
    node.put("maxValuesPerFacet", faceting.maxValuesPerFacet());
    ObjectNode order = node.putObject("sortFacetValuesBy");
    TreeMap<String, FacetOrder> sorted = new TreeMap<>(Canonical.BY_CODE_POINT);
    sorted.putAll(faceting.sortFacetValuesBy());
    sorted.forEach((name, by) -> order.put(name, by == FacetOrder.COUNT ? "count" : "alpha"));
    return node;
  }

  private static ArrayNode localized(List<LocalizedRule> rules) {
    ArrayNode array = NODES.arrayNode();
    for (LocalizedRule rule : rules) {
      ObjectNode object = array.addObject();
      object.set("attributePatterns", Canonical.array(rule.attributePatterns()));
      object.set("locales", Canonical.array(rule.locales()));
    }
    return array;
  }

  static List<String> strings(JsonNode node) {
    List<String> texts = new ArrayList<>(node.size());
    node.forEach(text -> texts.add(text.textValue()));
    return List.copyOf(texts);
  }

  static List<FilterableRule> filterable(JsonNode node) {
    List<FilterableRule> rules = new ArrayList<>();
    for (JsonNode rule : node) {
      if (rule.isTextual()) {
        rules.add(FilterableRule.named(rule.textValue()));
      } else {
        JsonNode features = rule.path("features");
        JsonNode filter = features.path("filter");
        rules.add(
            new FilterableRule(
                strings(rule.get("attributePatterns")),
                false,
                features.path("facetSearch").asBoolean(false),
                filter.path("equality").asBoolean(true),
                filter.path("comparison").asBoolean(false)));
      }
    }
    return List.copyOf(rules);
  }

  static Map<String, List<String>> synonyms(JsonNode node) {
    Map<String, List<String>> synonyms = new TreeMap<>(Canonical.BY_CODE_POINT);
    node.properties().forEach(entry -> synonyms.put(entry.getKey(), strings(entry.getValue())));
    return synonyms;
  }

  static Optional<List<LocalizedRule>> localized(JsonNode node) {
    if (node.isNull()) {
      return Optional.empty();
    }
    List<LocalizedRule> rules = new ArrayList<>();
    for (JsonNode rule : node) {
      rules.add(
          new LocalizedRule(
              strings(rule.get("attributePatterns")),
              strings(rule.get("locales")).stream().map(Locales::language).toList()));
    }
    return Optional.of(List.copyOf(rules));
  }

  static OptionalLong optionalLong(JsonNode node) {
    return node.isNull() ? OptionalLong.empty() : OptionalLong.of(saturated(node));
  }

  private static long saturated(JsonNode node) {
    return node.bigIntegerValue().bitLength() < Long.SIZE ? node.longValue() : Long.MAX_VALUE;
  }

  static int clamped(JsonNode node) {
    return JsonAt.clampToInt(node.bigIntegerValue());
  }

  /** An embedder from its JSON as stored. */
  public static Embedder embedder(String json) {
    return EmbedderMerge.embedder(JsonSyntax.parse(json));
  }
}
