package io.miroir.engine.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.json.QueryString;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReadersTest {
  private static final MultiSearchRequestReader MULTI =
      new MultiSearchRequestReader(at -> new IndexUid(at.string()));

  @Test
  void defaultsAreMeilisearchs() {
    SearchRequest request = SearchRequestReader.read(JsonSyntax.parse("{\"q\":null}")).request();
    assertThat(request.q()).isEmpty();
    assertThat(request.limit()).isEqualTo(20);
    assertThat(request.cropLength()).isEqualTo(10);
    assertThat(request.cropMarker()).isEqualTo("…");
    assertThat(request.highlightPreTag()).isEqualTo("<em>");
    assertThat(request.finite()).isFalse();
  }

  @Test
  void hugeLimitsAreKeptForTheEchoAndCutForTheEngine() {
    AskedSearch asked =
        SearchRequestReader.read(JsonSyntax.parse("{\"limit\":18446744073709551615}"));
    assertThat(asked.limit()).hasToString("18446744073709551615");
    assertThat(asked.request().limit()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void getAndPostReadTheSame() {
    AskedSearch get =
        SearchRequestReader.read(
            QueryString.parse(
                "q=a+b&page=2&filter=%5B%22a=1%22%5D&sort=_geoPoint(1,2):asc,b:desc&facets=x,y"
                    + "&hybridEmbedder=m&hybridSemanticRatio=0.25&vector=1,2.5"));
    AskedSearch post =
        SearchRequestReader.read(
            JsonSyntax.parse(
                "{\"q\":\"a"
                    + " b\",\"page\":2,\"filter\":[\"a=1\"],\"sort\":[\"_geoPoint(1,2):asc\",\"b:desc\"],"
                    + "\"facets\":[\"x\",\"y\"],\"hybrid\":{\"embedder\":\"m\",\"semanticRatio\":0.25},\"vector\":[1,2.5]}"));
    assertThat(get.request()).isEqualTo(post.request());
  }

  @Test
  void aFilterThatIsNoJsonIsTheExpressionItself() {
    assertThat(search("filter=color+=+blue").request().filter()).hasValue("\"color = blue\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hybridSemanticRatio=0.5 | INVALID_SEARCH_HYBRID_QUERY",
        "vector=1 | MISSING_SEARCH_HYBRID",
        "rankingScoreThreshold=2 | INVALID_SEARCH_RANKING_SCORE_THRESHOLD",
        "rankingScoreThreshold=x | INVALID_SEARCH_RANKING_SCORE_THRESHOLD",
        "locales=xx | INVALID_SEARCH_LOCALES",
        "showRankingScore=TRUE | INVALID_SEARCH_SHOW_RANKING_SCORE",
        "limit=%20 | INVALID_SEARCH_LIMIT",
        "doggo=1 | BAD_REQUEST",
      })
  void parametersHaveTheirOwnCodes(String query, ErrorCode code) {
    assertThatThrownBy(() -> search(query))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title | Invalid syntax for the sort parameter: expected expression ending by `:asc` or"
            + " `:desc`, found `title`.",
        "_geoDistance:asc | `_geoDistance` is a reserved keyword and thus can't be used as a sort"
            + " expression.",
        "_geo:desc | `_geo` is a reserved keyword and thus can't be used as a sort expression. Use"
            + " the _geoPoint(latitude, longitude) built-in rule to sort on _geo field"
            + " coordinates.",
        "_geoPoint(x,y):asc | Invalid syntax for the geo parameter: expected expression formated"
            + " like `_geoPoint(latitude, longitude)` and ending by `:asc` or `:desc`, found"
            + " `_geoPoint(x,y)`.",
        "_geoPoint(91,0):asc | Bad latitude `91`. Latitude must be contained between -90 and 90"
            + " degrees.",
      })
  void sortExpressionsAreRefusedInMeilisearchsWords(String sort, String message) {
    assertThatThrownBy(() -> SortSyntax.check(List.of(sort), ErrorCode.INVALID_SEARCH_SORT))
        .hasMessage(message);
  }

  @Test
  void documentIdsAreCheckedInTheirList() {
    assertThatThrownBy(() -> DocumentsRequestReader.read(JsonSyntax.parse("{\"ids\":[1,\"a b\"]}")))
        .hasMessageStartingWith("In `.ids[1]`: Document identifier `\"a b\"` is invalid.");
    AskedDocuments none = DocumentsRequestReader.read(Map.of("ids", "", "fields", ""));
    assertThat(none.request().ids()).hasValue(List.of());
    assertThat(none.request().fields()).hasValue(List.of());
  }

  @Test
  void federatedQueriesMayNotPageByThemselves() {
    AskedMultiSearch asked =
        MULTI.read(
            JsonSyntax.parse(
                "{\"federation\":{},\"queries\":[{\"indexUid\":\"a\",\"facets\":[\"c\"]}]}"));
    assertThat(asked.refusal(asked.queries().getFirst(), false).orElseThrow().message())
        .contains("pass `federation.facetsByIndex.a: [\"c\"]` for facets");
  }

  @Test
  void anyBodyGivesARequestOrTheTypedError() {
    String seedText =
        "{\"q\":\"a\",\"offset\":1,\"page\":2,\"attributesToRetrieve\":[\"*\"],\"filter\":[[\"a=1\"]],\"sort\":[\"a:asc\"],"
            + "\"rankingScoreThreshold\":0.5,\"hybrid\":{\"embedder\":\"m\",\"semanticRatio\":1},\"vector\":[1.5],\"locales\":[\"en\"],"
            + "\"ids\":[1,\"b\"],\"facetName\":\"x\",\"id\":1,\"embedder\":\"m\",\"queries\":[{\"indexUid\":\"a\",\"federationOptions\":{\"weight\":1}}],"
            + "\"federation\":{\"facetsByIndex\":{\"a\":[\"b\"]},\"mergeFacets\":{}}}";
    String pieces = "{}[]\",:01-9.enulltrue*_a&=%";
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(seedText);
      for (int i = random.nextInt(6); i >= 0; i--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
          case 1 -> text.deleteCharAt(at);
          default -> text.delete(at, Math.min(text.length(), at + random.nextInt(30)));
        }
      }
      for (int reader = 0; reader < 6; reader++) {
        try {
          read(reader, text.toString());
        } catch (JsonSyntaxException | ProblemException expected) {
          assertThat(expected.getMessage()).as("seed %d", seed).isNotBlank();
        }
      }
    }
  }

  private static void read(int reader, String text) {
    switch (reader) {
      case 0 -> SearchRequestReader.read(JsonSyntax.parse(text)).refusal();
      case 1 -> FacetSearchRequestReader.read(JsonSyntax.parse(text));
      case 2 -> DocumentsRequestReader.read(JsonSyntax.parse(text));
      case 3 -> MULTI.read(JsonSyntax.parse(text));
      case 4 -> SimilarRequestReader.read(JsonSyntax.parse(text));
      default -> SearchRequestReader.read(QueryString.parse(text.replace("\",\"", "&")));
    }
  }

  private static AskedSearch search(String query) {
    return SearchRequestReader.read(QueryString.parse(query));
  }
}
