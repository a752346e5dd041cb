package io.miroir.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FilterSyntaxTest {

  @Test
  void notBindsTighterThanAndThanOr() {
    Filter filter = parse("a = 1 OR NOT b = 2 AND c = 3");
    assertThat(filter).isInstanceOf(Filter.Or.class);
    Filter.And and = (Filter.And) ((Filter.Or) filter).parts().get(1);
    assertThat(and.parts().get(0)).isInstanceOf(Filter.Not.class);
  }

  @Test
  void arraysAreAndsOfOrs() {
    Filter filter = parseJson("[[\"a = 1\",\"b = 2\"],\"c = 3\",\" \",[]]");
    assertThat(filter).isInstanceOf(Filter.And.class);
    assertThat(((Filter.And) filter).parts().get(0)).isInstanceOf(Filter.Or.class);
    for (String nothing : List.of("null", "\"\"", "\"  \"", "[]", "[[]]", "[\"\"]")) {
      assertThat(FilterSyntax.parse(nothing, ErrorCode.INVALID_SEARCH_FILTER)).isEmpty();
    }
  }

  @Test
  void quotedWordsResolveEscapes() {
    assertThat(valueOf("a = 'it\\'s'")).isEqualTo("it's");
    assertThat(valueOf("a = \"\\x41\\u{1F43B}\\n\"")).isEqualTo("A🐻\n");
    assertThat(valueOf("a=2024-01-01")).isEqualTo("2024-01-01");
  }

  @Test
  void aTrailingCommaIsFineInAList() {
    Filter.Condition condition = (Filter.Condition) parse("a IN [1, 'b c',]");
    assertThat(((Filter.In) condition.test()).values())
        .extracting(Word::value)
        .containsExactly("1", "b c");
    assertThat(parse("a NOT IN []")).isInstanceOf(Filter.Not.class);
  }

  @Test
  void refusalsSayWhatIsWrongAndWhere() {
    assertRefused("color =", "Was expecting a value but instead got nothing.\n8:8 color =");
    assertRefused("color == x", "Was expecting a value but instead got nothing.\n8:8 color == x");
    assertRefused("a = 🐻", "Was expecting a value but instead got `🐻`.\n5:6 a = 🐻");
    assertRefused(
        "(id = 1",
        "Expression `(id = 1` is missing the following closing delimiter: `)`.\n1:8 (id = 1");
    assertRefused(
        "a = 'x", "Expression `\\'x` is missing the following closing delimiter: `'`.\n5:7 a = 'x");
    assertRefused("a = \"\\q\"", "Malformed value: `\\\\q`.\n6:8 a = \"\\q\"");
    assertRefused(
        "a = 1)",
        "Found unexpected characters at the end of the filter: `)`. You probably forgot an `OR` or"
            + " an `AND` rule.\n6:7 a = 1)");
    assertRefused("a IN 1", "Expected `[` after `IN` keyword.\n6:7 a IN 1");
    assertRefused(
        "_geoPolygon([1,2],[3,4])",
        "The `_geoPolygon` filter expects at least 3 points but only 2 were specified\n"
            + "22:23 _geoPolygon([1,2],[3,4])");
    assertRefusedJson(
        "true",
        "Invalid syntax for the filter parameter: `expected String, Array," + " found: true`.");
  }

  @Test
  void nestingIsLimitedButLengthIsNot() {
    assertThatThrownBy(() -> parse("(".repeat(300) + "a = 1" + ")".repeat(300)))
        .hasMessageStartingWith("The filter exceeded the maximum depth limit.")
        .hasMessageContaining("\n38:");
    assertThat(parse("(".repeat(36) + "a = 1" + ")".repeat(36)))
        .isInstanceOf(Filter.Condition.class);
    assertThatThrownBy(() -> parse("NOT ".repeat(100_000) + "a = 1"))
        .isInstanceOf(ProblemException.class);
    Filter wide = parse("a = 1" + " OR a = 1".repeat(20_000));
    assertThat(((Filter.Or) wide).parts()).hasSize(20_001);
  }

  @Test
  void containsNeedsItsFeature() {
    String json = JsonText.quote("doggo CONTAINS kefir");
    assertThatThrownBy(() -> FilterSyntax.check(json))
        .isInstanceOf(ProblemException.class)
        .hasMessageEndingWith("/763\n7:15 doggo CONTAINS kefir");
    FilterSyntax.check(json, ErrorCode.INVALID_SEARCH_FILTER, true);
  }

  @Test
  void whateverIsSentIsReadOrRefused() {
    Random random = new Random(20261124);
    String[] pieces = {
      "a",
      "b.c",
      "=",
      "!=",
      ">",
      ">=",
      "<",
      "(",
      ")",
      "[",
      "]",
      ",",
      "'",
      "\"",
      "\\",
      " ",
      "AND",
      "OR",
      "NOT",
      "IN",
      "TO",
      "EXISTS",
      "IS",
      "NULL",
      "EMPTY",
      "CONTAINS",
      "STARTS WITH",
      "1",
      "-3",
      "_geoRadius(",
      "_geoBoundingBox(",
      "_geoPolygon(",
      "_foreign(",
      "_vectors.x",
      "_geo",
      "🐻",
      "\n",
      "\\u{",
      "\\x4",
      "}",
      "\u0000"
    };
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
        if (random.nextInt(3) > 0) {
          text.append(' ');
        }
      }
      String json = JsonText.quote(text.toString());
      try {
        FilterSyntax.check(json);
      } catch (ProblemException refused) {
        assertThat(refused.getMessage()).as("%s", text).contains("\n");
      }
    }
  }

  private static void assertRefused(String filter, String message) {
    assertRefusedJson(JsonText.quote(filter), message);
  }

  private static void assertRefusedJson(String json, String message) {
    assertThatThrownBy(() -> FilterSyntax.check(json))
        .isInstanceOf(ProblemException.class)
        .hasMessage(message);
  }

  private static String valueOf(String filter) {
    return ((Filter.Equal) ((Filter.Condition) parse(filter)).test()).value().value();
  }

  private static Filter parse(String filter) {
    return parseJson(JsonText.quote(filter));
  }

  private static Filter parseJson(String json) {
    return FilterSyntax.parse(json, ErrorCode.INVALID_SEARCH_FILTER).orElseThrow();
  }
}
