package io.miroir.engine.settings;

import static io.miroir.engine.settings.Canonical.nullable;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.model.ErrorCode;
import java.util.List;
import java.util.function.Function;

/** Every setting of an index, in the order of the API, and how its value is read. */
public enum SubSetting {
  DISPLAYED_ATTRIBUTES(
      "displayedAttributes", ErrorCode.INVALID_SETTINGS_DISPLAYED_ATTRIBUTES, SubSetting::wildcard),
  SEARCHABLE_ATTRIBUTES(
      "searchableAttributes",
      ErrorCode.INVALID_SETTINGS_SEARCHABLE_ATTRIBUTES,
      SubSetting::wildcard),
  FILTERABLE_ATTRIBUTES(
      "filterableAttributes",
      ErrorCode.INVALID_SETTINGS_FILTERABLE_ATTRIBUTES,
      nullable(ObjectSettings::filterable)),
  SORTABLE_ATTRIBUTES(
      "sortableAttributes",
      ErrorCode.INVALID_SETTINGS_SORTABLE_ATTRIBUTES,
      nullable(Canonical::sortedSet)),
  FOREIGN_KEYS(
      "foreignKeys",
      ErrorCode.INVALID_SETTINGS_FOREIGN_KEYS,
      nullable(ObjectSettings::foreignKeys)),
  RANKING_RULES(
      "rankingRules", ErrorCode.INVALID_SETTINGS_RANKING_RULES, nullable(RankingRules::read)),
  STOP_WORDS("stopWords", ErrorCode.INVALID_SETTINGS_STOP_WORDS, nullable(Canonical::sortedSet)),
  NON_SEPARATOR_TOKENS(
      "nonSeparatorTokens",
      ErrorCode.INVALID_SETTINGS_NON_SEPARATOR_TOKENS,
      nullable(Canonical::sortedSet)),
  SEPARATOR_TOKENS(
      "separatorTokens",
      ErrorCode.INVALID_SETTINGS_SEPARATOR_TOKENS,
      nullable(Canonical::sortedSet)),
  DICTIONARY("dictionary", ErrorCode.INVALID_SETTINGS_DICTIONARY, nullable(Canonical::sortedSet)),
  SYNONYMS(
      "synonyms",
      ErrorCode.INVALID_SETTINGS_SYNONYMS,
      nullable(at -> Canonical.sortedMap(at, Canonical::strings))),
  DISTINCT_ATTRIBUTE(
      "distinctAttribute",
      ErrorCode.INVALID_SETTINGS_DISTINCT_ATTRIBUTE,
      nullable(Canonical::string)),
  PROXIMITY_PRECISION(
      "proximityPrecision",
      ErrorCode.INVALID_SETTINGS_PROXIMITY_PRECISION,
      nullable(Canonical.word(List.of("byWord", "byAttribute")))),
  TYPO_TOLERANCE(
      "typoTolerance",
      ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE,
      true,
      nullable(ObjectSettings::typoTolerance)),
  FACETING(
      "faceting",
      ErrorCode.INVALID_SETTINGS_FACETING,
      true,
      nullable(ObjectSettings.FACETING::read)),
  PAGINATION(
      "pagination",
      ErrorCode.INVALID_SETTINGS_PAGINATION,
      true,
      nullable(ObjectSettings.PAGINATION::read)),
  EMBEDDERS(
      "embedders", ErrorCode.INVALID_SETTINGS_EMBEDDERS, true, nullable(EmbedderReader::readAll)),
  SEARCH_CUTOFF_MS(
      "searchCutoffMs", ErrorCode.INVALID_SETTINGS_SEARCH_CUTOFF_MS, nullable(Canonical::unsigned)),
  LOCALIZED_ATTRIBUTES(
      "localizedAttributes",
      ErrorCode.INVALID_SETTINGS_LOCALIZED_ATTRIBUTES,
      nullable(ObjectSettings::localized)),
  FACET_SEARCH("facetSearch", ErrorCode.INVALID_SETTINGS_FACET_SEARCH, nullable(Canonical::bool)),
  PREFIX_SEARCH(
      "prefixSearch",
      ErrorCode.INVALID_SETTINGS_PREFIX_SEARCH,
      nullable(Canonical.word(List.of("indexingTime", "disabled")))),
  CHAT("chat", ErrorCode.INVALID_SETTINGS_INDEX_CHAT, true, nullable(ObjectSettings.CHAT::read));

  private final String json;
  private final ErrorCode code;
  private final boolean merged;
  private final Function<JsonAt, JsonNode> reader;

  SubSetting(String json, ErrorCode code, Function<JsonAt, JsonNode> reader) {
    this(json, code, false, reader);
  }

  SubSetting(String json, ErrorCode code, boolean merged, Function<JsonAt, JsonNode> reader) {
    this.json = json;
    this.code = code;
    this.merged = merged;
    this.reader = reader;
  }

  /** Its key in the settings object. */
  public String json() {
    return json;
  }

  /** Its path segment, for example {@code stop-words}. */
  public String path() {
    return json.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }

  public ErrorCode code() {
    return code;
  }

  /** Objects that a write merges into what is stored: PATCH instead of PUT. */
  public boolean merged() {
    return merged;
  }

  JsonNode read(JsonAt at) {
    return reader.apply(at.withCode(code));
  }

  /** Attribute lists whose reset is told as the default itself. */
  private static JsonNode wildcard(JsonAt at) {
    return at.isNull() ? Canonical.array(List.of("*")) : Canonical.strings(at);
  }
}
