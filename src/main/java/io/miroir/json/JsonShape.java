package io.miroir.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Which fields an object has, the error code of each, and how each goes into a builder. Fields are
 * read in the order of the body, and the first that is wrong ends the reading; missing ones are
 * looked for last, in the order of declaration.
 */
public final class JsonShape<B> {

  private record Field<B>(ErrorCode code, ErrorCode missing, BiConsumer<B, JsonAt> reader) {}

  private final ErrorCode code;
  private final Map<String, Field<B>> fields = new LinkedHashMap<>();
  private final Map<String, ErrorCode> immutable = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();
  private boolean lenient;

  /**
   * @param code of unknown and (unless they have one of their own) missing fields
   */
  public JsonShape(ErrorCode code) {
    this.code = code;
  }

  public JsonShape<B> field(String name, ErrorCode fieldCode, BiConsumer<B, JsonAt> reader) {
    fields.put(name, new Field<>(fieldCode, code, reader));
    return this;
  }

  public JsonShape<B> required(
      String name, ErrorCode fieldCode, ErrorCode missing, BiConsumer<B, JsonAt> reader) {
    fields.put(name, new Field<>(fieldCode, missing, reader));
    required.add(name);
    return this;
  }

  /** A field that exists but may not be sent. */
  public JsonShape<B> immutable(String name, ErrorCode fieldCode) {
    immutable.put(name, fieldCode);
    return this;
  }

  public JsonShape<B> ignoringUnknown() {
    lenient = true;
    return this;
  }

  public Set<String> names() {
    return fields.keySet();
  }

  /**
   * @throws ProblemException for the first thing wrong
   */
  public B read(JsonAt at, B builder) {
    if (!at.node().isObject()) {
      throw at.wrongKind(Kind.MAP);
    }
    for (Map.Entry<String, JsonNode> entry : at.node().properties()) {
      Field<B> field = fields.get(entry.getKey());
      if (field != null) {
        field.reader.accept(builder, at.field(entry.getKey(), entry.getValue(), field.code));
      } else if (!lenient) {
        throw unknown(at, entry.getKey());
      }
    }
    for (String name : required) {
      if (!at.node().has(name)) {
        throw ProblemException.of(
            fields.get(name).missing, "Missing field `" + name + "`" + at.place(" inside"));
      }
    }
    return builder;
  }

  private ProblemException unknown(JsonAt at, String name) {
    ErrorCode refused = immutable.get(name);
    String accepted = "expected one of `" + String.join("`, `", fields.keySet()) + "`";
    if (refused != null) {
      return ProblemException.of(
          refused, "Immutable field `" + name + "`" + at.place(" inside") + ": " + accepted);
    }
    return ProblemException.of(
        code,
        "Unknown field `"
            + name
            + "`"
            + at.place(" inside")
            + ": "
            + Refusals.expectedOneOf(name, fields.keySet()));
  }
}
