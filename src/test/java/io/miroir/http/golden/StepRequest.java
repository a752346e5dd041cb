package io.miroir.http.golden;

import static io.miroir.http.golden.Scenario.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the request of a step, with its variables filled in. */
final class StepRequest {
  private static final String PATH_SAFE = "/%:@!$&'()*+,;=-._~?";
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Scenario.Step step;
  private final Variables variables;
  private final String url;
  private final String masterKey;

  StepRequest(Scenario.Step step, Variables variables, String url, String masterKey) {
    this.step = step;
    this.variables = variables;
    this.url = url;
    this.masterKey = masterKey;
  }

  HttpRequest build() throws IOException {
    JsonNode request = step.request();
    byte[] body = body(request);
    Map<String, String> headers = new LinkedHashMap<>();
    boolean hasBody = body != null;
    if (request.has("contentType") ? !request.get("contentType").isNull() : hasBody) {
      headers.put("content-type", step.text("contentType", "application/json"));
    }
    String authorization = authorization();
    if (authorization != null) {
      headers.put("authorization", authorization);
    }
    if (hasBody && request.has("encoding")) {
      headers.put("content-encoding", request.get("encoding").asText());
    }
    variables
        .in(request.path("headers"))
        .properties()
        .forEach(
            header -> {
              String name = header.getKey().toLowerCase(Locale.ROOT);
              headers.remove(name);
              if (!header.getValue().isNull()) {
                headers.put(name, header.getValue().asText());
              }
            });
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(url + target())).timeout(TIMEOUT);
    headers.forEach(builder::header);
    return builder.method(request.get("method").asText(), publisher(request, body)).build();
  }

  private static BodyPublisher publisher(JsonNode request, byte[] body) {
    if (body == null) {
      return BodyPublishers.noBody();
    }
    return request.path("chunked").asBoolean()
        ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
        : BodyPublishers.ofByteArray(body);
  }

  private String target() {
    String path = quoted(variables.in(step.request().get("path").asText()), PATH_SAFE);
    JsonNode query = step.request().path("query");
    if (query.isMissingNode()) {
      return path;
    }
    JsonNode filled = variables.in(query);
    if (filled.isTextual()) {
      return path + "?" + quoted(filled.textValue(), PATH_SAFE);
    }
    return path
        + "?"
        + filled.properties().stream()
            .map(e -> quoted(e.getKey(), "-._~") + "=" + quoted(text(e.getValue()), "-._~"))
            .collect(Collectors.joining("&"));
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false)
            .map(StepRequest::text)
            .collect(Collectors.joining(","))
        : value.asText();
  }

  private static String quoted(String text, String safe) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || safe.indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }

  private String authorization() throws IOException {
    if (step.request().has("tenantToken")) {
      return "Bearer " + tenantToken(step.request().get("tenantToken"));
    }
    String auth = step.text("auth", "master");
    if (auth.equals("none")) {
      return null;
    }
    if (auth.equals("master")) {
      return masterKey.isEmpty() ? null : "Bearer " + masterKey;
    }
    String rest = auth.substring(auth.indexOf(':') + 1);
    return "Bearer " + variables.in(auth.startsWith("key:") ? "${" + rest + "}" : rest);
  }

  /** A JSON Web Token signed with the value of a saved key. */
  private String tenantToken(JsonNode spec) throws IOException {
    ObjectNode payload = JSON.createObjectNode();
    String key = spec.path("apiKey").asText();
    JsonNode given = variables.in(spec.path("payload"));
    if (!given.has("apiKeyUid") && !spec.path("omitUid").asBoolean()) {
      payload.set("apiKeyUid", variables.in(JSON.getNodeFactory().textNode("${" + key + "Uid}")));
    }
    payload.setAll((ObjectNode) given);
    String algorithm = spec.path("alg").asText("HS256");
    ObjectNode header = JSON.createObjectNode().put("alg", algorithm).put("typ", "JWT");
    String message =
        base64(JSON.writeValueAsBytes(header)) + "." + base64(JSON.writeValueAsBytes(payload));
    if (algorithm.equals("none")) {
      return message + ".";
    }
    String secret =
        spec.has("secret") ? spec.get("secret").asText() : variables.in("${" + key + "}");
    try {
      String name = "HmacSHA" + algorithm.substring(2);
      Mac mac = Mac.getInstance(name);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), name));
      return message + "." + base64(mac.doFinal(message.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] body(JsonNode request) throws IOException {
    byte[] plain = plain(request);
    if (plain == null) {
      return null;
    }
    byte[] encoded = encoded(plain, request.path("encoding").asText());
    return Arrays.copyOf(encoded, encoded.length - request.path("truncate").asInt());
  }

  private byte[] plain(JsonNode request) throws IOException {
    if (request.has("body")) {
      return JSON.writeValueAsBytes(variables.in(request.get("body")));
    }
    if (request.has("rawBody")) {
      return variables.in(request.get("rawBody").asText()).getBytes(StandardCharsets.UTF_8);
    }
    if (request.has("rawBodyBase64")) {
      return Base64.getDecoder().decode(request.get("rawBodyBase64").asText());
    }
    return request.has("bodyGen") ? generated(request.get("bodyGen")) : null;
  }

  private static byte[] encoded(byte[] plain, String encoding) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (encoding) {
      case "" -> {
        return plain;
      }
      case "br" -> {
        com.aayushatharva.brotli4j.Brotli4jLoader.ensureAvailability();
        return com.aayushatharva.brotli4j.encoder.Encoder.compress(plain);
      }
      case "gzip", "deflate" -> {
        try (OutputStream packing =
            encoding.equals("gzip") ? new GZIPOutputStream(out) : new DeflaterOutputStream(out)) {
          packing.write(plain);
        }
      }
      // No encoder at hand, nor is one needed: the server must take the bytes as they are.
      default -> out.writeBytes(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD});
    }
    return out.toByteArray();
  }

  private static byte[] generated(JsonNode spec) throws IOException {
    String kind = spec.get("kind").asText();
    JsonNode made =
        switch (kind) {
          case "fill" ->
              JSON.createArrayNode()
                  .add(
                      JSON.createObjectNode()
                          .put("id", 1)
                          .put("text", "x".repeat(spec.get("bytes").asInt())));
          case "filter" ->
              JSON.createObjectNode()
                  .put(
                      "filter",
                      IntStream.range(0, spec.get("conditions").asInt())
                          .mapToObj(n -> "year = " + n)
                          .collect(Collectors.joining(" OR ")));
          case "nested" ->
              JSON.createObjectNode()
                  .put(
                      "filter",
                      "(".repeat(spec.get("depth").asInt())
                          + "year = 1"
                          + ")".repeat(spec.get("depth").asInt()));
          case "documents" -> documents(spec);
          case "fields" -> fields(spec.get("count").asInt());
          default -> throw new IllegalArgumentException("unknown generated body " + kind);
        };
    return JSON.writeValueAsBytes(made);
  }

  private static JsonNode fields(int count) {
    var document = JSON.createObjectNode().put("id", 1);
    IntStream.range(0, count).forEach(n -> document.put("field" + n, n));
    return JSON.createArrayNode().add(document);
  }

  private static JsonNode documents(JsonNode spec) {
    var made = JSON.createArrayNode();
    int first = spec.path("firstId").asInt();
    for (int id = first; id < first + spec.get("count").asInt(); id++) {
      made.addObject()
          .put("id", id)
          .put("title", "amber" + id % 97 + " basin" + id % 89)
          .put("group", id % 50);
    }
    return made;
  }
}
