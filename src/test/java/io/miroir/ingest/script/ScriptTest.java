package io.miroir.ingest.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {
  private static final JsonNode DOCUMENT =
      JsonSyntax.parse(
          "{\"id\":1,\"title\":\" Mad Max \",\"year\":2015,\"rating\":8.1,\"tags\":[\"b\",\"a\"],"
              + "\"of\":{\"x\":1},\"none\":null}");

  private static JsonNode edited(String script) {
    return Script.read(script, JsonSyntax.parse("{\"tag\":\"new\",\"n\":3}")).edit(DOCUMENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          doc.v = doc.year + 1 | 2016
          doc.v = 7 / 2 | 3
          doc.v = 7 / 2.0 | 3.5
          doc.v = 2 ** 3 ** 2 | 512
          doc.v = -7 % 3 | -1
          doc.v = 1 + 2 * 3 - 4 | 3
          doc.v = (1 + 2) * 3 | 9
          doc.v = "a" + 1 + true | "a1true"
          doc.v = context.tag | "new"
          doc.v = doc["title"] | " Mad Max "
          doc.v = doc.missing | null
          doc.v = doc.missing ?? 5 | 5
          doc.v = doc?.missing?.more | null
          doc.v = doc.tags[-1] | "a"
          doc.v = [1, "x", #{a: 2}] | [1,"x",{"a":2}]
          doc.v = "a" in doc.tags && "x" in doc.of && !("z" in doc.title) | true
          doc.v = "z" !in doc.tags | true
          doc.v = if doc.year > 2000 { "new" } else { "old" } | "new"
          let a = 1; let b = a; b += 1; doc.v = a + b | 3
          let t = doc.tags; t.push("c"); doc.v = doc.tags.len() | 2
          doc.tags.push("c"); doc.v = doc.tags | ["b","a","c"]
          doc.tags.sort(); doc.v = doc.tags | ["a","b"]
          doc.v = 0; for x in 1..4 { doc.v += x } | 6
          doc.v = 0; for x in 1..=4 { if x == 2 { continue } if x == 4 { break } doc.v += x } | 4
          doc.v = ""; for t in doc.tags { doc.v += t } | "ba"
          doc.v = 0; while doc.v < 5 { doc.v += 2 } | 6
          doc.title.trim(); doc.v = doc.title | "Mad Max"
          doc.title.replace("Mad", "Sad"); doc.v = doc.title | " Sad Max "
          doc.v = doc.title.to_upper() + doc.title.len() | " MAD MAX 9"
          doc.v = "a,b".split(",") | ["a","b"]
          doc.v = "häuser".sub_string(1, 3) | "äus"
          doc.v = "ab".index_of("b") | 1
          doc.v = doc.rating.floor() | 8.0
          doc.v = doc.rating.to_int() | 8
          doc.v = max(doc.year, 2020) | 2020
          doc.v = "12".parse_int() + 1 | 13
          doc.v = type_of(doc.of) | "map"
          doc.v = doc.of.keys() | ["x"]
          doc.of.x += 1; doc.v = doc.of.x | 2
          doc.v = 1 == 1.0 && 1 != "1" | true
          let x = 1; { let x = 2; } doc.v = x | 1
          doc.v = 1; return; doc.v = 2 | 1
          doc.v = 1 // a comment | 1
          doc.v = "\\u00e4\\n" | "ä\\n"
          """)
  void scriptsSetFields(String script, String value) {
    assertThat(JsonText.of(edited(script).get("v"))).isEqualTo(value);
  }

  @Test
  void aDocumentSetToNothingIsDeletedAndAnUntouchedOneStaysAsItIs() {
    assertThat(edited("if doc.id == 1 { doc = () }").isNull()).isTrue();
    assertThat(edited("if doc.id == 2 { doc = () }")).isEqualTo(Script.plain(DOCUMENT));
    assertThat(edited("doc.remove(\"title\"); doc.of = ();").has("title")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          doc.a = doc.b.c | Unknown property 'c' - a getter is not registered for type '()' (line 1, position 15)
          doc.a = x | Variable not found: x (line 1, position 9)
          doc.a = 1 / 0 | Division by zero: 1 / 0 (line 1, position 11)
          doc.a = doc.of + 1 | Function not found: + (map, i64) (line 1, position 16)
          doc.a = foo(1) | Function not found: foo (i64) (line 1, position 9)
          doc.a = doc.tags[2] | Array index 2 out of bounds: only 2 elements in the array (line 1, position 17)
          doc.a = 9223372036854775807 + 1 | Addition overflow: 9223372036854775807 + 1 (line 1, position 29)
          if doc.year { } | Data type incorrect: i64 (expecting bool) (line 1, position 8)
          context = 1 | Cannot modify constant variable 'context' (line 1, position 1)
          """)
  void whatGoesWrongIsToldWithItsPlace(String script, String message) {
    assertThatThrownBy(() -> edited(script))
        .isInstanceOfSatisfying(ScriptException.class, e -> assertThat(e.unsupported()).isFalse())
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true { }",
        "let s = \"ab\"; while true { s += s; }",
        "let a = [1]; while true { a.append(a); a += a; }",
        "doc.a = 2 ** 9999999",
      })
  void noScriptRunsOrGrowsWithoutEnd(String script) {
    assertThatThrownBy(() -> edited(script)).isInstanceOf(ScriptException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fn f() { 1 }",
        "doc.a = doc.tags.map(|x| x)",
        "switch doc.id { 1 => 2 }",
        "doc.a = `x`",
      })
  void partsOfTheLanguageThatAreNotHereAreTold(String script) {
    assertThatThrownBy(() -> Script.read(script, DOCUMENT))
        .isInstanceOfSatisfying(ScriptException.class, e -> assertThat(e.unsupported()).isTrue())
        .hasMessageContaining("does not run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          doc.a =  | Script is incomplete (line 1, position 8)
          doc.a = (1 | Script is incomplete (line 1, position 11)
          if true { | Script is incomplete (line 1, position 10)
          """)
  void aScriptThatEndsTooSoonIsIncomplete(String script, String message) {
    assertThatThrownBy(() -> Script.read(script, DOCUMENT)).hasMessage(message);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> Script.read("doc.a = " + "(".repeat(5000), DOCUMENT))
        .isInstanceOf(ScriptException.class);
    assertThatThrownBy(() -> Script.read("doc.a = " + "-".repeat(5000) + "1", DOCUMENT))
        .isInstanceOf(ScriptException.class);
  }

  /** Random texts of the language's pieces end in an edit or in a typed refusal. */
  @Test
  void noTextEndsInAnotherException() {
    String[] pieces = {
      "doc", ".", "a", "=", "+=", "1", "2.5", "\"s\"", "(", ")", "[", "]", "{", "}", ";", "if",
      "else", "let", "for", "in", "+", "-", "*", "/", "%", "**", "==", "<", "&&", "!", "??", "#{",
      ":", ",", "len", "push", "sub_string", "true", "..", "return", "break", "context", "id"
    };
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder script = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        script.append(pieces[random.nextInt(pieces.length)]).append(' ');
      }
      try {
        edited(script.toString());
      } catch (ScriptException told) {
        assertThat(told.getMessage()).as("seed %d", seed).isNotEmpty();
      } catch (RuntimeException | StackOverflowError other) {
        throw new AssertionError("seed " + seed + ": " + script, other);
      }
    }
  }
}
