package io.miroir.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{\"stopWords\":[\"the\",\"a\",\"the\",\"Of\"]} | {\"stopWords\":[\"Of\",\"a\",\"the\"]}",
        "{\"stopWords\":null,\"displayedAttributes\":null} |"
            + " {\"displayedAttributes\":[\"*\"],\"stopWords\":null}",
        "{\"filterableAttributes\":[\"a\",{\"attributePatterns\":[\"b\"]}]} |"
            + " {\"filterableAttributes\":[\"a\",{\"attributePatterns\":[\"b\"],\"features\":{\"facetSearch\":false,\"filter\":{\"equality\":true,\"comparison\":false}}}]}",
        "{\"typoTolerance\":{\"disableOnWords\":null,\"enabled\":null}} |"
            + " {\"typoTolerance\":{\"enabled\":null,\"disableOnWords\":null}}",
        "{\"faceting\":{\"sortFacetValuesBy\":{\"z\":\"count\",\"a\":\"alpha\"}}} |"
            + " {\"faceting\":{\"sortFacetValuesBy\":{\"a\":\"alpha\",\"z\":\"count\"}}}",
        "{\"embedders\":{\"m\":{\"dimensions\":3,\"source\":\"userProvided\"}}} |"
            + " {\"embedders\":{\"m\":{\"source\":\"userProvided\",\"dimensions\":3}}}",
        "{\"embedders\":{\"m\":{\"apiKey\":\"0123456789abcdef0123456789abcdef0123\"}}} |"
            + " {\"embedders\":{\"m\":{\"apiKey\":\"01234XXXXXX...\"}}}",
      })
  void detailsEchoWhatWasGivenInCanonicalForm(String body, String details) {
    assertThat(SettingsReader.read(JsonSyntax.parse(body)).details()).isEqualTo(details);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{\"doggo\":1} | BAD_REQUEST | Unknown field `doggo`: expected one of"
            + " `displayedAttributes`, `searchableAttributes`, `filterableAttributes`,"
            + " `sortableAttributes`, `foreignKeys`, `rankingRules`, `stopWords`,"
            + " `nonSeparatorTokens`, `separatorTokens`, `dictionary`, `synonyms`,"
            + " `distinctAttribute`, `proximityPrecision`, `typoTolerance`, `faceting`,"
            + " `pagination`, `embedders`, `searchCutoffMs`, `localizedAttributes`, `facetSearch`,"
            + " `prefixSearch`, `chat`",
        "{\"typoTolerance\":{\"enabled\":\"no\"}} | INVALID_SETTINGS_TYPO_TOLERANCE | Invalid value"
            + " type at `.typoTolerance.enabled`: expected a boolean, but found a string: `\"no\"`",
        "{\"pagination\":{\"maxTotalHits\":0}} | INVALID_SETTINGS_PAGINATION | Invalid value at"
            + " `.pagination.maxTotalHits`: a non-zero integer value lower than"
            + " `18446744073709551615` was expected, but found a zero",
        "{\"rankingRules\":[\"custom\"]} | INVALID_SETTINGS_RANKING_RULES | Invalid value at"
            + " `.rankingRules[0]`: `custom` ranking rule is invalid. Valid ranking rules are"
            + " words, typo, sort, proximity, attribute, exactness and custom ranking rules.",
        "{\"rankingRules\":[\"_geoPoint(1,2):asc\"]} | INVALID_SETTINGS_RANKING_RULES | Invalid"
            + " value at `.rankingRules[0]`: `_geoPoint` is a reserved keyword and thus can't be"
            + " used as a ranking rule. `_geoPoint` can only be used for sorting at search time",
        "{\"filterableAttributes\":[{\"features\":{}}]} | INVALID_SETTINGS_FILTERABLE_ATTRIBUTES |"
            + " Missing field `attributePatterns` inside `.filterableAttributes[0]`",
        "{\"embedders\":{\"x\":{\"source\":\"userProvided\"}}} | INVALID_SETTINGS_EMBEDDERS |"
            + " `.embedders.x`: Missing field `dimensions` (note: this field is mandatory for"
            + " source `userProvided`)",
        "{\"embedders\":{\"x\":{\"source\":\"composite\"}}} | FEATURE_NOT_ENABLED | using"
            + " `\"composite\"` as source requires enabling the `composite embedders` experimental"
            + " feature. See https://github.com/orgs/meilisearch/discussions/816",
      })
  void refusalsNameTheFieldInMeilisearchsWords(String body, ErrorCode code, String message) {
    assertThatThrownBy(() -> SettingsReader.read(JsonSyntax.parse(body)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void storedSettingsComeBackEqual() {
    Settings settings =
        patch(
                "{\"displayedAttributes\":[\"a\",\"*\"],\"filterableAttributes\":[\"g\",{\"attributePatterns\":[\"p*\"]}],"
                    + "\"synonyms\":{\"b\":[\"c\"],\"a\":[]},\"typoTolerance\":{\"minWordSizeForTypos\":{\"oneTypo\":3}},"
                    + "\"faceting\":{\"maxValuesPerFacet\":3,\"sortFacetValuesBy\":{\"z\":\"count\"}},\"searchCutoffMs\":9,"
                    + "\"embedders\":{\"m\":{\"source\":\"userProvided\",\"dimensions\":2,\"distribution\":{\"mean\":0.5,\"sigma\":0.25}}},"
                    + "\"localizedAttributes\":[{\"attributePatterns\":[\"t\"],\"locales\":[\"en\",\"fa\"]}],\"prefixSearch\":\"disabled\"}")
            .applyTo(Settings.DEFAULT);
    assertThat(SettingsJson.parse(SettingsJson.stored(settings))).isEqualTo(settings);
    assertThat(settings.displayedAttributes()).containsExactly("*");
    assertThat(settings.localizedAttributes().orElseThrow().getFirst().locales())
        .containsExactly("eng", "pes");
    assertThat(JsonText.of(SettingsJson.shown(settings)))
        .contains("\"distribution\":{\"mean\":0.5,\"sigma\":0.25}")
        .contains("\"sortFacetValuesBy\":{\"*\":\"alpha\",\"z\":\"count\"}");
  }

  @Test
  void aResetGivesTheDefaults() {
    Settings changed =
        patch("{\"stopWords\":[\"a\"],\"pagination\":{\"maxTotalHits\":2},\"facetSearch\":false}")
            .applyTo(Settings.DEFAULT);
    assertThat(SettingsReader.resetAll().applyTo(changed)).isEqualTo(Settings.DEFAULT);
  }

  @Test
  void aTypoSizeIsJudgedAgainstTheStoredOne() {
    SettingsPatch patch = patch("{\"typoTolerance\":{\"minWordSizeForTypos\":{\"oneTypo\":20}}}");
    assertThatThrownBy(() -> patch.applyTo(Settings.DEFAULT))
        .hasMessageContaining("`oneTypo: 20` and twoTypos: 9`.");
  }

  @Test
  void binaryQuantizationCannotBeUndone() {
    Settings settings =
        patch(
                "{\"embedders\":{\"m\":{\"source\":\"userProvided\",\"dimensions\":2,\"binaryQuantized\":true}}}")
            .applyTo(Settings.DEFAULT);
    SettingsPatch back = patch("{\"embedders\":{\"m\":{\"binaryQuantized\":false}}}");
    assertThatThrownBy(() -> back.applyTo(settings))
        .hasMessageStartingWith("`.embedders.m.binaryQuantized`: Cannot disable");
  }

  @Test
  void aChangeOfSourceDropsWhatTheNewOneDoesNotHave() {
    Settings rest =
        patch(
                "{\"embedders\":{\"m\":{\"source\":\"rest\",\"url\":\"http://127.0.0.1:9/e\",\"request\":\"{{text}}\",\"response\":\"{{embedding}}\",\"dimensions\":3}}}")
            .applyTo(Settings.DEFAULT);
    Settings openAi = patch("{\"embedders\":{\"m\":{\"source\":\"openAi\"}}}").applyTo(rest);
    assertThat(openAi.embedders().get("m").json())
        .contains("\"model\":\"text-embedding-3-small\"", "\"dimensions\":3")
        .doesNotContain("url", "request", "response");
  }

  @Test
  void everyTwoLetterLocaleHasAThreeLetterFormThatIsAccepted() {
    assertThat(Locales.all())
        .allSatisfy(code -> assertThat(Locales.all()).contains(Locales.language(code)));
  }

  @Test
  void anyBodyGivesAPatchOrTheTypedError() {
    String seedText =
        "{\"typoTolerance\":{\"enabled\":true,\"minWordSizeForTypos\":{\"oneTypo\":3,\"twoTypos\":200}},"
            + "\"rankingRules\":[\"words\",\"a:asc\",\"_geo:desc\"],\"filterableAttributes\":[{\"attributePatterns\":[\"a\"],\"features\":{\"filter\":{}}}],"
            + "\"embedders\":{\"m\":{\"source\":\"rest\",\"url\":\"http://x\",\"dimensions\":3,\"distribution\":{\"mean\":1,\"sigma\":0.5}}},"
            + "\"faceting\":{\"sortFacetValuesBy\":{\"*\":\"count\"}},\"localizedAttributes\":[{\"attributePatterns\":[],\"locales\":[\"en\"]}]}";
    String pieces = "{}[]\",:01-9.enulltrue*_a";
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(seedText);
      for (int i = random.nextInt(5); i >= 0; i--) {
        char piece = pieces.charAt(random.nextInt(pieces.length()));
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.setCharAt(at, piece);
        } else {
          text.deleteCharAt(at);
        }
      }
      try {
        SettingsPatch patch = patch(text.toString());
        patch.details();
        SettingsJson.parse(SettingsJson.stored(patch.applyTo(Settings.DEFAULT)));
      } catch (JsonSyntaxException | ProblemException expected) {
        assertThat(expected.getMessage()).as("seed %d", seed).isNotBlank();
      }
    }
  }

  private static SettingsPatch patch(String body) {
    return SettingsReader.read(JsonSyntax.parse(body));
  }
}
