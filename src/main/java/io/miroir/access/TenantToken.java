package io.miroir.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonText;
import io.miroir.json.Uuids;
import io.miroir.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * A JSON Web Token as applications make it for their users, read but not verified yet (API
 * reference, 2.6). The JDK's own HMAC does the checking: a library for tokens would refuse in other
 * words and read more than is wanted.
 *
 * @param signed what the signature is for
 * @param end seconds of the epoch
 * @param audience whether it is meant for somebody, which is refused
 */
record TenantToken(
    String algorithm,
    String signed,
    String signature,
    String keyUid,
    SearchRules rules,
    Optional<Long> end,
    boolean audience) {

  private static final Map<String, String> MACS =
      Map.of("HS256", "HmacSHA256", "HS384", "HmacSHA384", "HS512", "HmacSHA512");

  private static final List<String> ALGORITHMS =
      List.of(
          "HS256", "HS384", "HS512", "ES256", "ES384", "RS256", "RS384", "RS512", "PS256", "PS384",
          "PS512", "EdDSA");

  private static final String RULES = "searchRules";
  private static final String KEY = "apiKeyUid";
  private static final String END = "exp";

  /**
   * Empty when the text has not the three parts of a token.
   *
   * @throws ProblemException invalid_api_key: a token that can't be read
   */
  static Optional<TenantToken> read(String text) {
    int last = text.lastIndexOf('.');
    int middle = last < 0 ? -1 : text.lastIndexOf('.', last - 1);
    if (middle < 0) {
      return Optional.empty();
    }
    String algorithm = algorithm(Base64Url.decode(text.substring(0, middle)));
    TokenJson claims =
        TokenJson.object(Base64Url.decode(text.substring(middle + 1, last)), "Claims");
    // In the order of the token, so that the first wrong claim is the one that is told.
    for (String name : claims.node().propertyStream().map(Map.Entry::getKey).toList()) {
      switch (name) {
        case RULES -> rules(claims);
        case KEY -> keyUid(claims);
        case END -> end(claims);
        default -> {
          // Others are nobody's business.
        }
      }
    }
    SearchRules rules = rules(claims);
    String keyUid = keyUid(claims);
    JsonNode audience = claims.node().path("aud");
    return Optional.of(
        new TenantToken(
            algorithm,
            text.substring(0, last),
            text.substring(last + 1),
            keyUid,
            rules,
            end(claims),
            audience.isTextual() || audience.isArray()));
  }

  private static String algorithm(byte[] bytes) {
    TokenJson header = TokenJson.object(bytes, "Header");
    JsonNode algorithm = header.node().get("alg");
    if (algorithm == null) {
      throw header.missing("alg");
    }
    if (!algorithm.isTextual()) {
      throw header.wrongType("alg", "string or map");
    }
    if (!ALGORITHMS.contains(algorithm.textValue())) {
      throw header.wrongAfter(
          "alg",
          "unknown variant `"
              + algorithm.textValue()
              + "`, expected one of `"
              + String.join("`, `", ALGORITHMS)
              + "`");
    }
    return algorithm.textValue();
  }

  private static String keyUid(TokenJson claims) {
    JsonNode uid = claims.node().get(KEY);
    if (uid == null) {
      throw claims.missing(KEY);
    }
    if (!uid.isTextual()) {
      throw claims.wrongType(KEY, "a UUID string");
    }
    Uuids.problem(uid.textValue())
        .ifPresent(
            problem -> {
              throw claims.wrongAfter(KEY, "UUID parsing failed: " + problem);
            });
    return Uuids.parse(uid.textValue()).map(UUID::toString).orElseThrow();
  }

  private static Optional<Long> end(TokenJson claims) {
    JsonNode end = claims.node().path(END);
    if (end.isMissingNode() || end.isNull()) {
      return Optional.empty();
    }
    if (end.isIntegralNumber() && !end.canConvertToLong()) {
      throw claims.wrongAfter(
          END, "invalid value: integer `" + JsonText.of(end) + "`, expected i64");
    }
    if (!end.isIntegralNumber()) {
      throw claims.wrongType(END, "i64");
    }
    return Optional.of(end.longValue());
  }

  private static SearchRules rules(TokenJson claims) {
    JsonNode rules = claims.node().get(RULES);
    if (rules == null) {
      throw claims.missing(RULES);
    }
    Map<String, Optional<String>> read = new LinkedHashMap<>();
    boolean fits = rules.isArray() || rules.isObject();
    for (JsonNode pattern : rules.isArray() ? rules : List.<JsonNode>of()) {
      fits &= pattern.isTextual() && IndexPatterns.isValid(pattern.textValue());
      read.put(pattern.asText(), Optional.empty());
    }
    for (Map.Entry<String, JsonNode> rule : rules.properties()) {
      JsonNode value = rule.getValue();
      fits &= IndexPatterns.isValid(rule.getKey()) && (value.isNull() || value.isObject());
      JsonNode filter = value.path("filter");
      read.put(
          rule.getKey(),
          filter.isMissingNode() || filter.isNull()
              ? Optional.empty()
              : Optional.of(JsonText.of(filter)));
    }
    if (!fits) {
      throw claims.mismatch(RULES, "data did not match any variant of untagged enum SearchRules");
    }
    return SearchRules.of(read);
  }

  /**
   * @param secret the value of the key whose uid the token names
   * @throws ProblemException invalid_api_key: signed with another one, or not meant for us
   */
  void verify(String secret) {
    String mac = MACS.get(algorithm);
    if (mac == null) {
      throw Refusals.undecodable("InvalidAlgorithm");
    }
    byte[] expected =
        KeyValues.hmac(
            mac, new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac), signed);
    if (!MessageDigest.isEqual(expected, Base64Url.decode(signature))) {
      throw Refusals.undecodable("InvalidSignature");
    }
    if (audience) {
      throw Refusals.undecodable("InvalidAudience");
    }
  }

  /** Never shows the signature, so that it can't come into a log. */
  @Override
  public String toString() {
    return "TenantToken[" + keyUid + "]";
  }
}
