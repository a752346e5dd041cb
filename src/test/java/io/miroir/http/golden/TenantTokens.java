package io.miroir.http.golden;

import static io.miroir.http.golden.Scenario.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the tokens of steps: signed with a saved key, or wrong in the way the step says. */
final class TenantTokens {
  private TenantTokens() {}

  static String of(JsonNode wanted, Variables variables) {
    String key = wanted.get("apiKey").asText();
    JsonNode payload = variables.in(wanted.get("payload"));
    ObjectNode claims = JSON.createObjectNode();
    if (!payload.has("apiKeyUid") && !wanted.path("omitUid").asBoolean()) {
      claims.put("apiKeyUid", variables.in("${" + key + "Uid}"));
    }
    payload.properties().forEach(claim -> claims.set(claim.getKey(), claim.getValue()));
    String algorithm = wanted.path("alg").asText("HS256");
    ObjectNode header = JSON.createObjectNode().put("alg", algorithm).put("typ", "JWT");
    String signed = part(header.toString()) + "." + part(claims.toString());
    if (algorithm.equals("none")) {
      return signed + ".";
    }
    String secret =
        wanted.has("secret") ? wanted.get("secret").asText() : variables.in("${" + key + "}");
    try {
      String mac = "HmacSHA" + algorithm.substring(2);
      Mac hmac = Mac.getInstance(mac);
      hmac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac));
      byte[] signature = hmac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
