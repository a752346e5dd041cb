package io.miroir.engine.settings;

import static io.miroir.engine.settings.Canonical.NODES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads changes of settings as clients send them. Everything is checked that can be checked without
 * the stored settings; the first thing wrong is thrown as {@link ProblemException}.
 */
public final class SettingsReader {
  private static final JsonShape<Map<SubSetting, JsonNode>> BODY = shape();

  private SettingsReader() {}

  private static JsonShape<Map<SubSetting, JsonNode>> shape() {
    JsonShape<Map<SubSetting, JsonNode>> shape = new JsonShape<>(ErrorCode.BAD_REQUEST);
    for (SubSetting setting : SubSetting.values()) {
      shape.field(
          setting.json(), setting.code(), (found, at) -> found.put(setting, setting.read(at)));
    }
    return shape;
  }

  /** The body of {@code PATCH /indexes/{uid}/settings}. */
  public static SettingsPatch read(JsonNode body) {
    return checked(
        BODY.read(JsonAt.root(body, ErrorCode.BAD_REQUEST), new EnumMap<>(SubSetting.class)));
  }

  /** The body of a sub-route: the bare value. */
  public static SettingsPatch readOne(SubSetting setting, JsonNode value) {
    Map<SubSetting, JsonNode> found = new EnumMap<>(SubSetting.class);
    found.put(setting, setting.read(JsonAt.root(value, setting.code())));
    return checked(found);
  }

  /** Everything back to the defaults. */
  public static SettingsPatch resetAll() {
    Map<SubSetting, JsonNode> all = new EnumMap<>(SubSetting.class);
    for (SubSetting setting : SubSetting.values()) {
      all.put(setting, setting.read(JsonAt.root(NODES.nullNode(), setting.code())));
    }
    return patch(all);
  }

  private static SettingsPatch checked(Map<SubSetting, JsonNode> found) {
    JsonNode embedders = found.get(SubSetting.EMBEDDERS);
    if (embedders != null) {
      EmbedderReader.checkFeatures(embedders);
    }
    refuseIfSet(found, SubSetting.CHAT, "chat completions", 835);
    refuseIfSet(found, SubSetting.FOREIGN_KEYS, "foreign_keys", 873);
    JsonNode rules = found.get(SubSetting.RANKING_RULES);
    if (rules != null) {
      List<String> names = new ArrayList<>();
      rules.forEach(rule -> names.add(rule.textValue()));
      RankingRules.checkMix(names);
    }
    if (embedders != null) {
      embedders.properties().forEach(e -> EmbedderReader.check(e.getKey(), e.getValue()));
    }
    return patch(found);
  }

  private static void refuseIfSet(
      Map<SubSetting, JsonNode> found, SubSetting setting, String feature, int discussion) {
    JsonNode value = found.get(setting);
    if (value != null && !value.isNull()) {
      throw notEnabled(
          "setting `" + setting.json() + "` in the index settings", feature, discussion);
    }
  }

  static ProblemException notEnabled(String what, String feature, int discussion) {
    return ProblemException.of(
        ErrorCode.FEATURE_NOT_ENABLED,
        what
            + " requires enabling the `"
            + feature
            + "` experimental feature. See https://github.com/orgs/meilisearch/discussions/"
            + discussion);
  }

  private static SettingsPatch patch(Map<SubSetting, JsonNode> found) {
    ObjectNode canonical = NODES.objectNode();
    found.forEach((setting, value) -> canonical.set(setting.json(), value));
    return new SettingsPatch(canonical);
  }
}
