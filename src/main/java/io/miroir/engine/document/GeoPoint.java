package io.miroir.engine.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.miroir.engine.analysis.Decimals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The point of a document: {@code _geo}, each part a number or a text that is one. Degrees. */
public record GeoPoint(double latitude, double longitude) {

  /** The point in a piece of JSON, absent when there is no valid one. */
  static Optional<GeoPoint> lenient(byte[] json, int start, int end) {
    try (JsonParser parser = DocumentJson.parser(json, start, end)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      double latitude = Double.NaN;
      double longitude = Double.NaN;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        if (key.equals("lat")) {
          latitude = coordinate(parser);
        } else if (key.equals("lng")) {
          longitude = coordinate(parser);
        }
        parser.skipChildren();
      }
      return Double.isFinite(latitude) && Double.isFinite(longitude)
          ? Optional.of(new GeoPoint(latitude, longitude))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("expected a valid document", e);
    }
  }

  private static double coordinate(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_STRING -> parse(parser.getText());
      default -> Double.NaN;
    };
  }

  /** A finite decimal number without spaces around it, else NaN. */
  static double parse(String text) {
    return Decimals.parse(text);
  }
}
