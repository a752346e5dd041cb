package io.miroir.json;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Which query parameters a route has; the counterpart of {@link JsonShape}. */
public final class QueryShape<B> {

  private record Field<B>(ErrorCode code, BiConsumer<B, ParamAt> reader) {}

  private final Map<String, Field<B>> fields = new LinkedHashMap<>();
  private final Map<String, ErrorCode> required = new LinkedHashMap<>();

  public QueryShape<B> field(String name, ErrorCode code, BiConsumer<B, ParamAt> reader) {
    fields.put(name, new Field<>(code, reader));
    return this;
  }

  public QueryShape<B> required(
      String name, ErrorCode code, ErrorCode missing, BiConsumer<B, ParamAt> reader) {
    required.put(name, missing);
    return field(name, code, reader);
  }

  /**
   * @param query in the order sent, each name once
   * @throws ProblemException for the first thing wrong
   */
  public B read(Map<String, String> query, B builder) {
    query.forEach(
        (name, text) -> {
          Field<B> field = fields.get(name);
          if (field == null) {
            throw ProblemException.of(
                ErrorCode.BAD_REQUEST,
                "Unknown parameter `"
                    + name
                    + "`: "
                    + Refusals.expectedOneOf(name, fields.keySet()));
          }
          field.reader.accept(builder, new ParamAt(name, text, field.code));
        });
    required.forEach(
        (name, missing) -> {
          if (!query.containsKey(name)) {
            throw ProblemException.of(missing, "Missing parameter `" + name + "`");
          }
        });
    return builder;
  }
}
