package io.miroir.operations.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.settings.Secrets;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonWriter;
import io.miroir.json.Kind;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What {@code POST /export} asks for.
 *
 * @param url of the other server, unchecked
 * @param payloadSize as the client wrote it
 * @param payloadBytes of documents in one request
 * @param indexes by pattern: a uid, or its beginning with a star
 */
record ExportRequest(
    String url,
    Optional<String> apiKey,
    Optional<String> payloadSize,
    long payloadBytes,
    Map<String, Rule> indexes) {
  private static final long PAYLOAD_BYTES = 20 << 20;
  private static final Pattern UID_PATTERN = Pattern.compile("[A-Za-z0-9_-]*\\*?");
  private static final Rule EVERYTHING = new Rule();

  /** How the indexes of a pattern are exported. */
  static final class Rule {
    private Optional<JsonNode> filter = Optional.empty();
    private boolean overrideSettings;

    Optional<JsonNode> filter() {
      return filter;
    }

    boolean overrideSettings() {
      return overrideSettings;
    }
  }

  private static final JsonShape<Rule> RULE =
      new JsonShape<Rule>(ErrorCode.BAD_REQUEST)
          .field(
              "filter",
              ErrorCode.INVALID_EXPORT_INDEX_FILTER,
              (rule, at) -> rule.filter = at.optional(JsonAt::node))
          .field(
              "overrideSettings",
              ErrorCode.INVALID_EXPORT_INDEX_OVERRIDE_SETTINGS,
              (rule, at) -> rule.overrideSettings = at.bool());

  private static final class Body {
    private String url = "";
    private Optional<String> apiKey = Optional.empty();
    private Optional<PayloadSize> payloadSize = Optional.empty();
    private Optional<Map<String, Rule>> indexes = Optional.empty();
  }

  private static final JsonShape<Body> BODY =
      new JsonShape<Body>(ErrorCode.BAD_REQUEST)
          .field("url", ErrorCode.INVALID_EXPORT_URL, (body, at) -> body.url = at.string())
          .field(
              "apiKey",
              ErrorCode.INVALID_EXPORT_API_KEY,
              (body, at) -> body.apiKey = at.optional(JsonAt::string))
          .field(
              "payloadSize",
              ErrorCode.INVALID_EXPORT_PAYLOAD_SIZE,
              (body, at) -> body.payloadSize = at.optional(ExportRequest::size))
          .field(
              "indexes",
              ErrorCode.BAD_REQUEST,
              (body, at) -> body.indexes = at.optional(ExportRequest::rules));

  /**
   * @throws ProblemException for the first thing wrong
   */
  static ExportRequest read(JsonNode body) {
    Body read = BODY.read(JsonAt.root(body, ErrorCode.BAD_REQUEST), new Body());
    return new ExportRequest(
        read.url,
        read.apiKey,
        read.payloadSize.map(PayloadSize::shown),
        read.payloadSize.map(PayloadSize::bytes).orElse(PAYLOAD_BYTES),
        read.indexes.orElse(Map.of("*", EVERYTHING)));
  }

  private static PayloadSize size(JsonAt at) {
    if (at.node().isTextual()) {
      return PayloadSize.parse(at);
    }
    if (!at.node().isIntegralNumber()) {
      throw at.wrongKind(Kind.INTEGER, Kind.STRING);
    }
    BigInteger bytes = at.unsigned(BigInteger.valueOf(Long.MAX_VALUE));
    return PayloadSize.of(bytes.longValue());
  }

  private static Map<String, Rule> rules(JsonAt at) {
    Map<String, Rule> rules = new TreeMap<>();
    at.map(each -> each)
        .forEach(
            (pattern, rule) -> {
              if (pattern.isEmpty() || !UID_PATTERN.matcher(pattern).matches()) {
                throw at.invalid(
                    "the key \""
                        + pattern
                        + "\" could not be deserialized into the key type"
                        + " `meilisearch_types::index_uid_pattern::IndexUidPattern`");
              }
              rules.put(pattern, RULE.read(rule, new Rule()));
            });
    return rules;
  }

  /** The rule of the first pattern that an index matches. */
  Optional<Rule> rule(IndexUid uid) {
    return indexes.entrySet().stream()
        .filter(entry -> matches(entry.getKey(), uid.value()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean matches(String pattern, String uid) {
    return pattern.endsWith("*")
        ? uid.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(uid);
  }

  /**
   * Details of the task.
   *
   * @param exported documents by index; absent while it is not known: then the patterns are shown
   */
  String details(Optional<Map<IndexUid, Long>> exported) {
    JsonWriter out = new JsonWriter().object().field("url", url);
    apiKey.ifPresent(key -> out.field("apiKey", Secrets.masked(key)));
    payloadSize.ifPresent(size -> out.field("payloadSize", size));
    out.name("indexes").object();
    if (exported.isPresent()) {
      exported
          .get()
          .forEach(
              (uid, documents) ->
                  view(out.name(uid.value()), rule(uid).orElseThrow(), OptionalLong.of(documents)));
    } else {
      new LinkedHashMap<>(indexes)
          .forEach((pattern, rule) -> view(out.name(pattern), rule, OptionalLong.empty()));
    }
    return out.endObject().endObject().toString();
  }

  private static void view(JsonWriter out, Rule rule, OptionalLong matched) {
    out.object().name("filter");
    rule.filter().ifPresentOrElse(out::node, out::nothing);
    out.field("overrideSettings", rule.overrideSettings());
    matched.ifPresent(documents -> out.field("matchedDocuments", documents));
    out.endObject();
  }
}
