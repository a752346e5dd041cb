package io.miroir.engine.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All settings of an index with defaults filled in, in the order the API shows them. Immutable. Its
 * stored and wire form is the JSON of {@code GET /indexes/{uid}/settings} (see {@code
 * SettingsJson}), never this class's layout.
 *
 * @param displayedAttributes {@code ["*"]} shows all
 * @param searchableAttributes {@code ["*"]} searches all
 * @param sortableAttributes sorted, without duplicates; as are stopWords, the token lists and the
 *     dictionary
 * @param chat the chat setting as JSON text, kept but unused
 */
public record Settings(
    List<String> displayedAttributes,
    List<String> searchableAttributes,
    List<FilterableRule> filterableAttributes,
    List<String> sortableAttributes,
    List<String> rankingRules,
    List<String> stopWords,
    List<String> nonSeparatorTokens,
    List<String> separatorTokens,
    List<String> dictionary,
    Map<String, List<String>> synonyms,
    Optional<String> distinctAttribute,
    ProximityPrecision proximityPrecision,
    TypoTolerance typoTolerance,
    Faceting faceting,
    int maxTotalHits,
    Map<String, Embedder> embedders,
    OptionalLong searchCutoffMs,
    Optional<List<LocalizedRule>> localizedAttributes,
    boolean facetSearch,
    boolean prefixSearch,
    Optional<String> chat) {

  public static final List<String> DEFAULT_RANKING_RULES =
      List.of("words", "typo", "proximity", "attributeRank", "sort", "wordPosition", "exactness");

  public static final Settings DEFAULT =
      new Settings(
          List.of("*"),
          List.of("*"),
          List.of(),
          List.of(),
          DEFAULT_RANKING_RULES,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of(),
          Optional.empty(),
          ProximityPrecision.BY_WORD,
          TypoTolerance.DEFAULT,
          Faceting.DEFAULT,
          1000,
          Map.of(),
          OptionalLong.empty(),
          Optional.empty(),
          true,
          true,
          Optional.empty());

  public enum ProximityPrecision {
    BY_WORD,
    BY_ATTRIBUTE
  }

  /**
   * One entry of {@code filterableAttributes}: a plain name (one pattern, {@code legacy}, every
   * feature) or a rule object. The first rule that matches a field decides.
   *
   * @param equality {@code =, !=, IN, IS EMPTY, IS NULL, EXISTS} allowed
   * @param comparison {@code >, <, TO, …} allowed
   */
  public record FilterableRule(
      List<String> patterns,
      boolean legacy,
      boolean facetSearch,
      boolean equality,
      boolean comparison) {
    public static FilterableRule named(String attribute) {
      return new FilterableRule(List.of(attribute), true, true, true, true);
    }
  }

  /** Sizes are in chars of the normalized word, 0 to 255. */
  public record TypoTolerance(
      boolean enabled,
      int minWordSizeForOneTypo,
      int minWordSizeForTwoTypos,
      List<String> disableOnWords,
      List<String> disableOnAttributes,
      boolean disableOnNumbers) {
    public static final TypoTolerance DEFAULT =
        new TypoTolerance(true, 5, 9, List.of(), List.of(), false);
  }

  public enum FacetOrder {
    ALPHA,
    COUNT
  }

  /** The map always has an entry for {@code *}; exact names and patterns beside it. */
  public record Faceting(int maxValuesPerFacet, Map<String, FacetOrder> sortFacetValuesBy) {
    public static final Faceting DEFAULT = new Faceting(100, Map.of("*", FacetOrder.ALPHA));
  }

  /** Locales are stored as three-letter language codes; an empty list means detection. */
  public record LocalizedRule(List<String> attributePatterns, List<String> locales) {}

  /**
   * One embedder.
   *
   * @param source as the API names it: {@code userProvided}, {@code rest}, …
   * @param json the whole embedder object as JSON text, with secrets, for what only its own source
   *     understands
   */
  public record Embedder(
      String source,
      OptionalLong dimensions,
      boolean binaryQuantized,
      Optional<Distribution> distribution,
      String json) {}

  /** The distribution shift of similarities; both numbers within 0 and 1. */
  public record Distribution(float mean, float sigma) {}
}
