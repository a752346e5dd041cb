package io.miroir.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonShapeTest {
  private static final JsonShape<Map<String, Object>> INNER =
      new JsonShape<Map<String, Object>>(ErrorCode.BAD_REQUEST)
          .required(
              "indexUid",
              ErrorCode.INVALID_INDEX_UID,
              ErrorCode.MISSING_INDEX_UID,
              (b, at) -> b.put("indexUid", at.string()));
  private static final JsonShape<Map<String, Object>> SHAPE =
      new JsonShape<Map<String, Object>>(ErrorCode.BAD_REQUEST)
          .field(
              "q", ErrorCode.INVALID_SEARCH_Q, (b, at) -> b.put("q", at.optional(JsonAt::string)))
          .field("limit", ErrorCode.INVALID_SEARCH_LIMIT, (b, at) -> b.put("limit", at.count()))
          .field(
              "ratio", ErrorCode.INVALID_SEARCH_SEMANTIC_RATIO, (b, at) -> b.put("r", at.number()))
          .field("facets", ErrorCode.INVALID_SEARCH_FACETS, (b, at) -> b.put("f", at.strings()))
          .field(
              "queries",
              ErrorCode.BAD_REQUEST,
              (b, at) -> b.put("queries", at.list(q -> INNER.read(q, new LinkedHashMap<>()))))
          .field(
              "strategy",
              ErrorCode.INVALID_SEARCH_MATCHING_STRATEGY,
              (b, at) -> b.put("s", at.oneOf(orderedOf("last", "all"))))
          .immutable("createdAt", ErrorCode.IMMUTABLE_INDEX_CREATED_AT);

  private static Map<String, String> orderedOf(String first, String second) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(first, first);
    map.put(second, second);
    return map;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "\"doggo\" | BAD_REQUEST | Invalid value type: expected an object, but found a string:"
            + " `\"doggo\"`",
        "{\"q\":[\"doggo\"]} | INVALID_SEARCH_Q | Invalid value type at `.q`: expected a string,"
            + " but found an array: `[\"doggo\"]`",
        "{\"limit\":null} | INVALID_SEARCH_LIMIT | Invalid value type at `.limit`: expected a"
            + " positive integer, but found null",
        "{\"limit\":-1} | INVALID_SEARCH_LIMIT | Invalid value type at `.limit`: expected a"
            + " positive integer, but found a negative integer: `-1`",
        "{\"limit\":1.5} | INVALID_SEARCH_LIMIT | Invalid value type at `.limit`: expected a"
            + " positive integer, but found a number: `1.5`",
        "{\"ratio\":\"x\"} | INVALID_SEARCH_SEMANTIC_RATIO | Invalid value type at `.ratio`:"
            + " expected a number, but found a string: `\"x\"`",
        "{\"facets\":[\"a\",1]} | INVALID_SEARCH_FACETS | Invalid value type at `.facets[1]`:"
            + " expected a string, but found a positive integer: `1`",
        "{\"queries\":[{}]} | MISSING_INDEX_UID | Missing field `indexUid` inside `.queries[0]`",
        "{\"queries\":[{\"x\":1}]} | BAD_REQUEST | Unknown field `x` inside `.queries[0]`: expected"
            + " one of `indexUid`",
        "{\"limits\":1} | BAD_REQUEST | Unknown field `limits`: did you mean `limit`? expected one"
            + " of `q`, `limit`, `ratio`, `facets`, `queries`, `strategy`",
        "{\"strategy\":\"doggo\"} | INVALID_SEARCH_MATCHING_STRATEGY | Unknown value `doggo` at"
            + " `.strategy`: expected one of `last`, `all`",
        "{\"createdAt\":1} | IMMUTABLE_INDEX_CREATED_AT | Immutable field `createdAt`: expected one"
            + " of `q`, `limit`, `ratio`, `facets`, `queries`, `strategy`",
        "{\"limit\":-1,\"q\":1} | INVALID_SEARCH_LIMIT | Invalid value type at `.limit`: expected a"
            + " positive integer, but found a negative integer: `-1`",
      })
  void theFirstThingWrongIsRefusedInMeilisearchsWords(String body, ErrorCode code, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void nullIsAbsentForOptionalFields() {
    assertThat(read("{\"q\":null}")).containsEntry("q", java.util.Optional.empty());
  }

  @Test
  void theLastOfEqualParametersWinsAndPlusIsASpace() {
    assertThat(QueryString.parse("a=1&b=x+y%21%zz&a=2&c"))
        .containsExactly(Map.entry("a", "2"), Map.entry("b", "x y!%zz"), Map.entry("c", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit= | Invalid value in parameter `limit`: could not parse `` as a positive integer",
        "limit=-2 | Invalid value in parameter `limit`: could not parse `-2` as a positive integer",
        "uids=1,a | Invalid value in parameter `uids[1]`: could not parse `a` as a positive"
            + " integer",
        "uids=a | Invalid value in parameter `uids`: could not parse `a` as a positive integer",
        "doggo=1 | Unknown parameter `doggo`: expected one of `limit`, `uids`",
      })
  void parametersAreRefusedByName(String query, String message) {
    QueryShape<Map<String, Object>> shape =
        new QueryShape<Map<String, Object>>()
            .field("limit", ErrorCode.INVALID_TASK_LIMIT, (b, at) -> b.put("limit", at.count()))
            .field(
                "uids",
                ErrorCode.INVALID_TASK_UIDS,
                (b, at) -> b.put("uids", at.list(ParamAt::unsigned)));
    assertThatThrownBy(() -> shape.read(QueryString.parse(query), new LinkedHashMap<>()))
        .isInstanceOf(ProblemException.class)
        .hasMessage(message);
  }

  private static Map<String, Object> read(String body) {
    JsonAt at = JsonAt.root(JsonSyntax.parse(body), ErrorCode.BAD_REQUEST);
    return SHAPE.read(at, new LinkedHashMap<>());
  }
}
