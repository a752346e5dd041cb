package io.miroir.engine.settings;

import static io.miroir.engine.settings.Canonical.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.Canonical.Fields;
import io.miroir.json.JsonAt;
import io.miroir.json.Kind;
import io.miroir.model.ErrorCode;
import java.util.List;
import java.util.function.Function;

/** The settings that are objects or lists of objects. */
final class ObjectSettings {
  static final Fields FACETING =
      new Fields(ErrorCode.INVALID_SETTINGS_FACETING)
          .nullable("maxValuesPerFacet", Canonical::unsigned)
          .nullable(
              "sortFacetValuesBy",
              at -> Canonical.sortedMap(at, Canonical.word(List.of("alpha", "count"))));

  static final Fields PAGINATION =
      new Fields(ErrorCode.INVALID_SETTINGS_PAGINATION)
          .nullable("maxTotalHits", Canonical::nonZero);

  static final Fields CHAT =
      new Fields(ErrorCode.INVALID_SETTINGS_INDEX_CHAT)
          .nullable("description", Canonical::string)
          .nullable("documentTemplate", Canonical::string)
          .nullable("documentTemplateMaxBytes", Canonical::nonZero)
          .nullable("searchParameters", at -> Canonical.sortedMap(at, JsonAt::node));

  private static final Fields WORD_SIZES =
      new Fields(ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE)
          .nullable("oneTypo", Canonical::unsignedByte)
          .nullable("twoTypos", Canonical::unsignedByte);

  private static final Fields TYPO_TOLERANCE =
      new Fields(ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE)
          .nullable("enabled", Canonical::bool)
          .nullable("minWordSizeForTypos", ObjectSettings::wordSizes)
          .nullable("disableOnWords", Canonical::sortedSet)
          .nullable("disableOnAttributes", Canonical::sortedSet)
          .nullable("disableOnNumbers", Canonical::bool);

  private static final Fields OPERATORS =
      new Fields(ErrorCode.INVALID_SETTINGS_FILTERABLE_ATTRIBUTES)
          .plain("equality", Canonical::bool)
          .plain("comparison", Canonical::bool);

  private static final Fields FEATURES =
      new Fields(ErrorCode.INVALID_SETTINGS_FILTERABLE_ATTRIBUTES)
          .plain("facetSearch", Canonical::bool)
          .plain("filter", ObjectSettings::operators);

  private static final Fields RULE =
      new Fields(ErrorCode.INVALID_SETTINGS_FILTERABLE_ATTRIBUTES)
          .required("attributePatterns", Canonical::strings)
          .plain("features", ObjectSettings::features);

  private static final Fields FOREIGN_KEY =
      new Fields(ErrorCode.INVALID_SETTINGS_FOREIGN_KEYS)
          .required("foreignIndexUid", Canonical::string)
          .required("fieldName", Canonical::string);

  private static final Fields LOCALIZED =
      new Fields(ErrorCode.INVALID_SETTINGS_LOCALIZED_ATTRIBUTES)
          .required("attributePatterns", Canonical::strings)
          .required("locales", at -> Canonical.array(at.list(Locales::read)));

  private ObjectSettings() {}

  static JsonNode typoTolerance(JsonAt at) {
    return TYPO_TOLERANCE.read(at);
  }

  static JsonNode foreignKeys(JsonAt at) {
    return list(at, FOREIGN_KEY::read);
  }

  static JsonNode localized(JsonAt at) {
    return list(at, LOCALIZED::read);
  }

  static JsonNode filterable(JsonAt at) {
    return list(
        at,
        item -> {
          if (item.node().isTextual()) {
            return item.node();
          }
          if (!item.node().isObject()) {
            throw item.wrongKind(Kind.STRING, Kind.MAP);
          }
          ObjectNode rule = RULE.read(item);
          if (!rule.has("features")) {
            rule.set("features", completed(NODES.objectNode()));
          }
          return rule;
        });
  }

  private static JsonNode features(JsonAt at) {
    return completed(FEATURES.read(at));
  }

  private static JsonNode operators(JsonAt at) {
    return completedOperators(OPERATORS.read(at));
  }

  private static ObjectNode completed(ObjectNode given) {
    ObjectNode features = NODES.objectNode();
    features.set("facetSearch", given.has("facetSearch") ? given.get("facetSearch") : no());
    features.set(
        "filter",
        given.has("filter") ? given.get("filter") : completedOperators(given.objectNode()));
    return features;
  }

  private static ObjectNode completedOperators(ObjectNode given) {
    ObjectNode operators = NODES.objectNode();
    operators.set(
        "equality", given.has("equality") ? given.get("equality") : NODES.booleanNode(true));
    operators.set("comparison", given.has("comparison") ? given.get("comparison") : no());
    return operators;
  }

  private static JsonNode no() {
    return NODES.booleanNode(false);
  }

  private static JsonNode wordSizes(JsonAt at) {
    ObjectNode sizes = WORD_SIZES.read(at);
    if (sizes.path("oneTypo").isNumber() && sizes.path("twoTypos").isNumber()) {
      int one = sizes.get("oneTypo").intValue();
      int two = sizes.get("twoTypos").intValue();
      if (one > two) {
        throw at.invalid(wordSizeRefusal(one, two));
      }
    }
    return sizes;
  }

  static String wordSizeRefusal(int one, int two) {
    return "`minWordSizeForTypos` setting is invalid. `oneTypo` and `twoTypos` fields should be"
        + " between `0` and `255`, and `twoTypos` should be greater or equals to `oneTypo` but"
        + " found `oneTypo: "
        + one
        + "` and twoTypos: "
        + two
        + "`.";
  }

  private static JsonNode list(JsonAt at, Function<JsonAt, JsonNode> reader) {
    ArrayNode array = NODES.arrayNode();
    at.list(reader).forEach(array::add);
    return array;
  }
}
