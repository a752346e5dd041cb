package io.miroir.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSyntaxTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{ | EOF while parsing an object at line 1 column 1",
        "{\"a\": | EOF while parsing a value at line 1 column 5",
        "{\"a\":1,} | trailing comma at line 1 column 8",
        "{\"a\" 1} | expected `:` at line 1 column 6",
        "{a:1} | key must be a string at line 1 column 2",
        "[1 | EOF while parsing a list at line 1 column 2",
        "[1 2] | expected `,` or `]` at line 1 column 4",
        "{\"q\":\"x\"} doggo | trailing characters at line 1 column 11",
        "nul | EOF while parsing a value at line 1 column 3",
        "nuxl | expected ident at line 1 column 3",
        "\"abc | EOF while parsing a string at line 1 column 4",
        "01 | invalid number at line 1 column 2",
        "1.x | invalid number at line 1 column 3",
        "1e999 | number out of range at line 1 column 5",
        "doggo | expected value at line 1 column 1",
        "\"\\q\" | invalid escape at line 1 column 3",
      })
  void syntaxErrorsAreWordedAndPlacedAsSerdeDoes(String text, String message) {
    assertThatThrownBy(() -> JsonSyntax.parse(text))
        .isInstanceOf(JsonSyntaxException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{ \"b\" : 1, \"a\" : [ ] , \"b\":2} | {\"b\":2,\"a\":[]}",
        "18446744073709551615 | 18446744073709551615",
        "18446744073709551616 | 1.8446744073709552e19",
        "-9223372036854775808 | -9223372036854775808",
        "-0 | -0.0",
        "1.0 | 1.0",
        "1e3 | 1000.0",
        "1e16 | 1e16",
        "123456789012345.0 | 123456789012345.0",
        "0.00001 | 0.00001",
        "0.000001 | 1e-6",
        "1.5e300 | 1.5e300",
        "\"\\u00e9\\ud83c\\udf70\\u001f\\/\" | \"é🍰\\u001f/\"",
      })
  void whatIsReadIsPrintedAsSerdePrintsIt(String text, String printed) {
    assertThat(JsonText.of(JsonSyntax.parse(text))).isEqualTo(printed);
  }

  @Test
  void floatsKeepTheirOwnPrecision() {
    assertThat(JsonText.number(0.1f)).isEqualTo("0.1");
    assertThat(JsonText.number((double) 0.1f)).isEqualTo("0.10000000149011612");
  }

  @Test
  void deepNestingIsRefusedInsteadOfOverflowingTheStack() {
    assertThat(JsonSyntax.parse("[".repeat(127) + "]".repeat(127))).isNotNull();
    assertThatThrownBy(() -> JsonSyntax.parse("[".repeat(100_000)))
        .isInstanceOf(JsonSyntaxException.class)
        .hasMessage("recursion limit exceeded at line 1 column 128");
  }

  @Test
  void mutatedTextsGiveATreeOrTheTypedError() {
    String seedText =
        "{\"a\":[1,-2.5e3,true,null,\"x\\u00e9\\n\"],\"b\":{\"c\":\"\\ud83c\\udf70\"}}";
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = seedText.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        JsonText.of(JsonSyntax.parse(java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))));
      } catch (JsonSyntaxException expected) {
        assertThat(expected)
            .as("seed %d", seed)
            .hasMessageMatching("(?s).+ at line \\d+ column \\d+");
      }
    }
  }
}
