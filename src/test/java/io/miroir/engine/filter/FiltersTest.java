package io.miroir.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.engine.store.MemoryIndexer;
import io.miroir.engine.store.MemoryView;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiltersTest {
  private static final List<String> DOCUMENTS =
      List.of(
          "{\"id\":0,\"a\":1,\"t\":\"Red\"}",
          "{\"id\":1,\"a\":[2,\"10\"],\"t\":[\"blue\",\"red \"]}",
          "{\"id\":2,\"a\":null,\"t\":\"\"}",
          "{\"id\":3,\"a\":-0.0,\"t\":\"rédy\",\"_geo\":{\"lat\":45,\"lng\":9}}",
          "{\"id\":4,\"b\":true,\"_geo\":{\"lat\":0,\"lng\":179}}");

  private final MemoryView view =
      view("{\"filterableAttributes\":[\"a\",\"t\",\"never\",\"_geo\"]}");

  @Test
  void equalityIgnoresCaseAndReadsNumbers() {
    assertThat(select("t = RED")).containsExactly(0, 1);
    assertThat(select("t != red")).containsExactly(2, 3, 4);
    assertThat(select("a = 1.0")).containsExactly(0);
    assertThat(select("a = 10")).containsExactly(1);
    assertThat(select("a IN [1, 2]")).containsExactly(0, 1);
    assertThat(select("a NOT IN []")).hasSize(5);
  }

  @Test
  void negativeZeroLiesJustAboveZero() {
    assertThat(select("a = 0")).isEmpty();
    assertThat(select("a = -0")).containsExactly(3);
    assertThat(select("a > 0")).containsExactly(0, 1, 3);
    assertThat(select("a <= 0")).isEmpty();
  }

  @Test
  void comparisonsLookAtNumbersAndTexts() {
    assertThat(select("a >= 1")).containsExactly(0, 1);
    assertThat(select("t > red")).containsExactly(3);
    assertThat(select("a 1 TO 2")).containsExactly(0, 1);
    assertThat(select("t STARTS WITH 're'")).containsExactly(0, 1, 3);
  }

  @Test
  void nullEmptyAndMissingAreThreeThings() {
    assertThat(select("a IS NULL")).containsExactly(2);
    assertThat(select("t IS EMPTY")).containsExactly(2);
    assertThat(select("a EXISTS")).containsExactly(0, 1, 2, 3);
    assertThat(select("a NOT EXISTS AND NOT t EXISTS")).containsExactly(4);
  }

  @Test
  void aFieldThatNobodyHasMatchesNothingButNegations() {
    assertThat(select("never = 1")).isEmpty();
    assertThat(select("never != 1")).isEmpty();
    assertThat(select("NOT never = 1")).hasSize(5);
  }

  @Test
  void boxesMayCrossTheDateLine() {
    assertThat(select("_geoRadius(45, 9, 10)")).containsExactly(3);
    assertThat(select("_geoBoundingBox([10, -170], [-10, 170])")).containsExactly(4);
    assertThatThrownBy(() -> select("_geoRadius(91, 0, 1)"))
        .hasMessageStartingWith("Bad latitude `91`.");
  }

  @Test
  void searchesShowTheFilterRewrittenOthersAsSent() {
    String filter = JsonText.quote("a = 1 AND b = x");
    assertThatThrownBy(() -> Filters.ofSearch().evaluate(filter, view))
        .hasMessage(
            "Attribute `b` is not filterable. Available filterable attribute patterns are: `_geo`,"
                + " `a`, `never`, `t`.\n19:20 (\"a\" = \"1\") AND (\"b\" = \"x\")");
    assertThatThrownBy(
            () -> Filters.asSent(ErrorCode.INVALID_DOCUMENT_FILTER).evaluate(filter, view))
        .hasMessageEndingWith("\n11:12 a = 1 AND b = x");
  }

  @Test
  void granularRulesAllowOperatorsOneByOne() {
    MemoryView granular =
        view(
            "{\"filterableAttributes\":[{\"attributePatterns\":[\"a\"],\"features\":{\"filter\":"
                + "{\"equality\":true,\"comparison\":false}}}]}");
    assertThatThrownBy(() -> Filters.ofSearch().evaluate("\"a > 1\"", granular))
        .hasMessageStartingWith("Filter operator `>` is not allowed for the attribute `a`.\n");
    MemoryView comparing =
        view(
            "{\"filterableAttributes\":[{\"attributePatterns\":[\"a\"],\"features\":{\"filter\":"
                + "{\"equality\":false,\"comparison\":true}}}]}");
    assertThat(Filters.ofSearch().evaluate("\"a IN []\"", comparing).isEmpty()).isTrue();
    assertThat(Filters.ofSearch().evaluate("\"a = 1\"", granular).toArray()).containsExactly(0);
  }

  private List<Integer> select(String filter) {
    List<Integer> found = new ArrayList<>();
    Filters.ofSearch()
        .evaluate(JsonText.quote(filter), view)
        .forEach((int each) -> found.add(each));
    return found;
  }

  private static MemoryView view(String settings) {
    MemoryIndexer indexer =
        new MemoryIndexer(SettingsPatch.parse(settings).applyTo(Settings.DEFAULT));
    for (int i = 0; i < DOCUMENTS.size(); i++) {
      indexer.add(Integer.toString(i), i, DOCUMENTS.get(i).getBytes(StandardCharsets.UTF_8));
    }
    return indexer.build();
  }
}
