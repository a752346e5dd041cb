package io.miroir.topology.persistence;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The {@code ?name=value&…} part of a JDBC URL. */
final class UrlParameters {
  private UrlParameters() {}

  static Map<String, String> of(String url) {
    Map<String, String> parameters = new TreeMap<>();
    int start = url.indexOf('?');
    if (start < 0) {
      return parameters;
    }
    for (String pair : url.substring(start + 1).split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts.length == 2) {
        parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }
}
