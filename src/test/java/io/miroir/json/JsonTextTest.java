package io.miroir.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "100, 100.0",
    "1.5, 1.5",
    "1e15, 1000000000000000.0",
    "1e16, 1e16",
    "1.25e20, 1.25e20",
    "0.00001, 0.00001",
    "0.0000015, 1.5e-6",
    "-2.5e-9, -2.5e-9",
    "1.7976931348623157e308, 1.7976931348623157e308",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "4.9e-324, 5e-324",
    "9.9e-324, 1e-323",
    "2e23, 2e23"
  })
  void doublesArePrintedInTheFewestDigits(double value, String printed) {
    assertThat(JsonText.number(value)).isEqualTo(printed);
  }

  @Test
  void whatIsNoNumberIsNull() {
    assertThat(JsonText.number(Double.NaN)).isEqualTo("null");
    assertThat(JsonText.number(Double.NEGATIVE_INFINITY)).isEqualTo("null");
  }

  @Test
  void everyDoubleReadsBackAsItself() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(JsonText.number(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void onlyWhatMustBeIsEscaped() {
    assertThat(JsonText.quote("a\"b\\c/\n\t\b\f\r\u0001é日𝄞"))
        .isEqualTo("\"a\\\"b\\\\c/\\n\\t\\b\\f\\r\\u0001é日𝄞\"");
  }

  @Test
  void treesAreCompactAndKeepTheirOrder() {
    assertThat(JsonText.of(JsonSyntax.parse("{ \"b\" : [1, 2.0, null] , \"a\":{} }")))
        .isEqualTo("{\"b\":[1,2.0,null],\"a\":{}}");
  }
}
