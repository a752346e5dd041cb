package io.miroir.engine.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JSON form of filters: a string, or arrays of strings meaning AND of ORs (API reference,
 * 12.1).
 */
public final class FilterSyntax {
  private FilterSyntax() {}

  /**
   * Checks the syntax of a filter, and that it needs no feature that is off.
   *
   * @param json the filter as JSON text
   * @param code of a refusal, by route
   * @param containsFilter whether the experimental feature of that name is on
   * @throws ProblemException with the message clients read
   */
  public static void check(String json, ErrorCode code, boolean containsFilter) {
    parse(json, code).ifPresent(filter -> Features.check(filter, containsFilter));
  }

  /** {@link #check} for a search without experimental features. */
  public static void check(String json) {
    check(json, ErrorCode.INVALID_SEARCH_FILTER, false);
  }

  /**
   * The tree of a filter; absent when it does not restrict anything.
   *
   * @throws ProblemException with the message clients read
   */
  public static Optional<Filter> parse(String json, ErrorCode code) {
    return parse(JsonSyntax.parse(json), code);
  }

  /** {@link #parse(String, ErrorCode)} of JSON already read. */
  public static Optional<Filter> parse(JsonNode json, ErrorCode code) {
    try {
      return read(json, code);
    } catch (FilterFailure failure) {
      throw ProblemException.of(code, failure.getMessage());
    }
  }

  /** Both filters, as JSON texts: the items of each one after the other, all of which must hold. */
  public static Optional<String> both(Optional<String> first, Optional<String> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.or(() -> second);
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (String filter : List.of(first.get(), second.get())) {
      JsonNode json = JsonSyntax.parse(filter);
      if (json.isArray()) {
        json.forEach(all::add);
      } else {
        all.add(json);
      }
    }
    return Optional.of(JsonText.of(all));
  }

  private static Optional<Filter> read(JsonNode json, ErrorCode code) {
    if (json.isNull()) {
      return Optional.empty();
    }
    if (json.isTextual()) {
      return text(json.textValue());
    }
    if (!json.isArray()) {
      throw wrongType("String, Array", json, code);
    }
    List<Filter> all = new ArrayList<>();
    for (JsonNode item : json) {
      if (item.isArray()) {
        any(item, code).ifPresent(all::add);
      } else if (item.isTextual()) {
        text(item.textValue()).ifPresent(all::add);
      } else {
        throw wrongType("String, [String]", item, code);
      }
    }
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.size() == 1 ? all.getFirst() : new Filter.And(all));
  }

  private static Optional<Filter> any(JsonNode items, ErrorCode code) {
    List<Filter> any = new ArrayList<>();
    for (JsonNode item : items) {
      if (!item.isTextual()) {
        throw wrongType("String", item, code);
      }
      text(item.textValue()).ifPresent(any::add);
    }
    return any.isEmpty()
        ? Optional.empty()
        : Optional.of(any.size() == 1 ? any.getFirst() : new Filter.Or(any));
  }

  private static Optional<Filter> text(String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(FilterParser.parse(text));
  }

  private static ProblemException wrongType(String expected, JsonNode found, ErrorCode code) {
    return ProblemException.of(
        code,
        "Invalid syntax for the filter parameter: `expected "
            + expected
            + ", found: "
            + JsonText.of(found)
            + "`.");
  }
}
