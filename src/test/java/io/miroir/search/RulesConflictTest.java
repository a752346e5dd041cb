package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.query.AskedSearch;
import io.miroir.engine.query.SearchRequestReader;
import io.miroir.engine.settings.Settings;
import io.miroir.json.JsonSyntax;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesConflictTest {
  private static RulesConflict.Query query(int place, List<String> rules, String search) {
    AskedSearch asked = SearchRequestReader.read(JsonSyntax.parse(search));
    return new RulesConflict.Query(
        place,
        "i" + place,
        ComparedRules.of(rules, asked.request(), asked.given().contains("sort")));
  }

  private static RulesConflict.Query query(int place, String search) {
    return query(place, Settings.DEFAULT_RANKING_RULES, search);
  }

  private static String conflict(RulesConflict.Query previous, RulesConflict.Query current) {
    return RulesConflict.between(previous, current).orElseThrow().message();
  }

  @Test
  void placeholdersAgreeWithEverythingAndEqualKindsWithEachOther() {
    RulesConflict.Query words = query(0, "{\"q\":\"a\"}");
    assertThat(RulesConflict.between(words, query(1, "{}"))).isEmpty();
    assertThat(RulesConflict.between(words, query(1, "{\"q\":\"b\"}"))).isEmpty();
    assertThat(
            RulesConflict.between(
                query(0, "{\"sort\":[\"a:asc\"]}"), query(1, "{\"sort\":[\"b:asc\",\"c:desc\"]}")))
        .isEmpty();
  }

  @Test
  void relevancyAndSortsAndDirectionsAndPlacesDoNotMix() {
    String asc = "{\"sort\":[\"a:asc\"]}";
    String geo = "{\"sort\":[\"_geoPoint(1,2):asc\"]}";
    assertThat(conflict(query(0, "{\"q\":\"a\"}"), query(1, asc)))
        .contains("\n  - cannot compare a relevancy rule with a sort rule\n");
    assertThat(conflict(query(0, "{\"q\":\"a\"}"), query(1, geo)))
        .contains("\n  - cannot compare a relevancy rule with a geosort rule\n")
        .contains("`queries[1].sort[0]`, `i1.rankingRules[0]`: ascending geo sort rule(s) default");
    assertThat(conflict(query(0, asc), query(1, "{\"sort\":[\"a:desc\"]}")))
        .contains("\n  - cannot compare two sort rules in opposite directions\n");
    assertThat(conflict(query(0, asc), query(1, geo)))
        .contains("\n  - cannot compare a sort rule with a geosort rule\n");
    assertThat(conflict(query(0, geo), query(1, geo.replace("asc", "desc"))))
        .contains("\n  - cannot compare two geosort rules in opposite directions\n");
  }

  @Test
  void theMessageNamesTheRulesByTheirPlacesAmongThoseThatDecide() {
    RulesConflict.Query first =
        query(2, List.of("typo", "price:desc", "typo", "words"), "{\"q\":\"a\"}");
    RulesConflict.Query second = query(5, List.of("price:asc"), "{\"q\":\"a\"}");
    assertThat(conflict(first, second))
        .isEqualTo(
            "The results of queries #2 and #5 are incompatible: \n"
                + "  1. `queries[2]`, `i2.rankingRules[0..=1]`: relevancy rule(s) words, typo\n"
                + "  2. `queries[5]`, `i5.rankingRules[0]`: ascending sort rule(s) price:asc\n"
                + "  - cannot compare a relevancy rule with a sort rule\n"
                + "  - note: The ranking rules of query #2 were modified during"
                + " canonicalization:\n"
                + "    1. Prepended rule `words` before first relevancy rule `typo` at position #0"
                + " in ranking rules\n"
                + "    2. Removed duplicate rule `typo` at position #2 in ranking rules as it"
                + " already appears at position #0 in ranking rules\n"
                + "    3. Removed rule `words` at position #3 in ranking rules because it was"
                + " previously prepended\n");
  }

  @Test
  void underVectorsTheFirstRelevancyRuleStandsForAll() {
    String search =
        "{\"vector\":[1],\"hybrid\":{\"embedder\":\"e\",\"semanticRatio\":1},\"sort\":[\"a:asc\"]}";
    ComparedRules rules = query(0, search).rules();
    assertThat(rules.rules())
        .extracting(ComparedRules.Rule::kind)
        .containsExactly(ComparedRules.Kind.RELEVANCY, ComparedRules.Kind.ASCENDING);
    assertThat(rules.notes().getLast())
        .isEqualTo(
            "    4. Truncated relevancy rule `wordPosition` at position #5 in ranking rules and"
                + " later rules because the query is a vector search and `vector` was inserted at"
                + " position #0 in ranking rules");
  }
}
