package io.miroir.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.settings.Settings.Faceting;
import io.miroir.engine.settings.Settings.ProximityPrecision;
import io.miroir.engine.settings.Settings.TypoTolerance;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A change of settings: only what the client gave, in canonical form; null brings a default back.
 *
 * @param canonical a settings object as {@link SettingsReader} made it; not to be changed
 */
public record SettingsPatch(ObjectNode canonical) {

  /**
   * @param json what {@link #json()} gave once
   */
  public static SettingsPatch parse(String json) {
    return new SettingsPatch((ObjectNode) JsonSyntax.parse(json));
  }

  /** For storing and sending; secrets in clear. */
  public String json() {
    return JsonText.of(canonical);
  }

  /** What the task's details show: secrets masked. */
  public String details() {
    return JsonText.of(Secrets.masked(canonical));
  }

  /**
   * The settings after this change.
   *
   * @throws ProblemException when it contradicts what is stored; the message has no "Index `uid`: "
   */
  public Settings applyTo(Settings old) {
    return new Settings(
        attributes(SubSetting.DISPLAYED_ATTRIBUTES, old.displayedAttributes()),
        attributes(SubSetting.SEARCHABLE_ATTRIBUTES, old.searchableAttributes()),
        given(SubSetting.FILTERABLE_ATTRIBUTES)
            .map(node -> SettingsJson.filterable(node))
            .orElse(old.filterableAttributes()),
        strings(SubSetting.SORTABLE_ATTRIBUTES, old.sortableAttributes()),
        given(SubSetting.RANKING_RULES)
            .map(n -> n.isNull() ? Settings.DEFAULT_RANKING_RULES : SettingsJson.strings(n))
            .orElse(old.rankingRules()),
        strings(SubSetting.STOP_WORDS, old.stopWords()),
        strings(SubSetting.NON_SEPARATOR_TOKENS, old.nonSeparatorTokens()),
        strings(SubSetting.SEPARATOR_TOKENS, old.separatorTokens()),
        strings(SubSetting.DICTIONARY, old.dictionary()),
        given(SubSetting.SYNONYMS).map(SettingsJson::synonyms).orElse(old.synonyms()),
        given(SubSetting.DISTINCT_ATTRIBUTE)
            .map(n -> Optional.ofNullable(n.textValue()))
            .orElse(old.distinctAttribute()),
        given(SubSetting.PROXIMITY_PRECISION)
            .map(SettingsPatch::precision)
            .orElse(old.proximityPrecision()),
        given(SubSetting.TYPO_TOLERANCE)
            .map(n -> typoTolerance(n, old.typoTolerance()))
            .orElse(old.typoTolerance()),
        given(SubSetting.FACETING).map(n -> faceting(n, old.faceting())).orElse(old.faceting()),
        given(SubSetting.PAGINATION)
            .map(n -> maxTotalHits(n, old.maxTotalHits()))
            .orElse(old.maxTotalHits()),
        given(SubSetting.EMBEDDERS)
            .map(n -> EmbedderMerge.merge(old.embedders(), n))
            .orElse(old.embedders()),
        given(SubSetting.SEARCH_CUTOFF_MS)
            .map(SettingsJson::optionalLong)
            .orElse(old.searchCutoffMs()),
        given(SubSetting.LOCALIZED_ATTRIBUTES)
            .map(SettingsJson::localized)
            .orElse(old.localizedAttributes()),
        given(SubSetting.FACET_SEARCH)
            .map(n -> n.isNull() || n.booleanValue())
            .orElse(old.facetSearch()),
        given(SubSetting.PREFIX_SEARCH)
            .map(n -> !n.asText().equals("disabled"))
            .orElse(old.prefixSearch()),
        given(SubSetting.CHAT)
            .map(n -> n.isNull() ? Optional.<String>empty() : Optional.of(JsonText.of(n)))
            .orElse(old.chat()));
  }

  private Optional<JsonNode> given(SubSetting setting) {
    return Optional.ofNullable(canonical.get(setting.json()));
  }

  private List<String> strings(SubSetting setting, List<String> old) {
    return given(setting).map(SettingsJson::strings).orElse(old);
  }

  /** A star anywhere means all attributes. */
  private List<String> attributes(SubSetting setting, List<String> old) {
    List<String> names = strings(setting, old);
    return names.contains("*") ? List.of("*") : names;
  }

  private static ProximityPrecision precision(JsonNode node) {
    return node.asText().equals("byAttribute")
        ? ProximityPrecision.BY_ATTRIBUTE
        : ProximityPrecision.BY_WORD;
  }

  private static int maxTotalHits(JsonNode node, int old) {
    if (node.isNull() || node.path("maxTotalHits").isNull()) {
      return Settings.DEFAULT.maxTotalHits();
    }
    return node.has("maxTotalHits") ? SettingsJson.clamped(node.get("maxTotalHits")) : old;
  }

  private static TypoTolerance typoTolerance(JsonNode node, TypoTolerance old) {
    TypoTolerance defaults = TypoTolerance.DEFAULT;
    if (node.isNull()) {
      return defaults;
    }
    JsonNode sizes = node.path("minWordSizeForTypos");
    TypoTolerance changed =
        new TypoTolerance(
            bool(node.get("enabled"), old.enabled(), defaults.enabled()),
            size(sizes, "oneTypo", old.minWordSizeForOneTypo(), defaults.minWordSizeForOneTypo()),
            size(
                sizes, "twoTypos", old.minWordSizeForTwoTypos(), defaults.minWordSizeForTwoTypos()),
            node.has("disableOnWords")
                ? SettingsJson.strings(node.get("disableOnWords"))
                : old.disableOnWords(),
            node.has("disableOnAttributes")
                ? SettingsJson.strings(node.get("disableOnAttributes"))
                : old.disableOnAttributes(),
            bool(
                node.get("disableOnNumbers"), old.disableOnNumbers(), defaults.disableOnNumbers()));
    if (changed.minWordSizeForOneTypo() > changed.minWordSizeForTwoTypos()) {
      throw ProblemException.of(
          ErrorCode.INVALID_SETTINGS_TYPO_TOLERANCE,
          ObjectSettings.wordSizeRefusal(
              changed.minWordSizeForOneTypo(), changed.minWordSizeForTwoTypos()));
    }
    return changed;
  }

  private static boolean bool(JsonNode given, boolean old, boolean byDefault) {
    if (given == null) {
      return old;
    }
    return given.isNull() ? byDefault : given.booleanValue();
  }

  private static int size(JsonNode sizes, String name, int old, int byDefault) {
    if (sizes.isNull() || sizes.path(name).isNull()) {
      return byDefault;
    }
    return sizes.has(name) ? sizes.get(name).intValue() : old;
  }

  private static Faceting faceting(JsonNode node, Faceting old) {
    if (node.isNull()) {
      return Faceting.DEFAULT;
    }
    JsonNode most = node.get("maxValuesPerFacet");
    JsonNode order = node.get("sortFacetValuesBy");
    return new Faceting(
        most == null
            ? old.maxValuesPerFacet()
            : most.isNull() ? Faceting.DEFAULT.maxValuesPerFacet() : SettingsJson.clamped(most),
        order == null ? old.sortFacetValuesBy() : order(order));
  }

  static Map<String, FacetOrder> order(JsonNode node) {
    Map<String, FacetOrder> order = new TreeMap<>(Canonical.BY_CODE_POINT);
    order.put("*", FacetOrder.ALPHA);
    node.properties()
        .forEach(
            field ->
                order.put(
                    field.getKey(),
                    field.getValue().asText().equals("count")
                        ? FacetOrder.COUNT
                        : FacetOrder.ALPHA));
    return order;
  }
}
