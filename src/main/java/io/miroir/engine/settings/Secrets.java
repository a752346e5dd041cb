package io.miroir.engine.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Hides API keys from whoever reads settings. */
public final class Secrets {
  private Secrets() {}

  /** A settings object with masked keys; the one given stays as it is. */
  static ObjectNode masked(ObjectNode settings) {
    JsonNode embedders = settings.path("embedders");
    boolean any = false;
    for (JsonNode embedder : embedders) {
      any |= embedder.path("apiKey").isTextual();
    }
    if (!any) {
      return settings;
    }
    ObjectNode copy = settings.deepCopy();
    for (JsonNode embedder : copy.get("embedders")) {
      if (embedder.path("apiKey").isTextual()) {
        ((ObjectNode) embedder).put("apiKey", masked(embedder.get("apiKey").textValue()));
      }
    }
    return copy;
  }

  /** As much of a secret as helps to tell it from another. */
  public static String masked(String secret) {
    int length = secret.length();
    if (length < 10) {
      return "XXX...";
    }
    if (length < 20) {
      return secret.substring(0, 2) + "XXXX...";
    }
    return length < 30 ? secret.substring(0, 3) + "XXXXX..." : secret.substring(0, 5) + "XXXXXX...";
  }
}
