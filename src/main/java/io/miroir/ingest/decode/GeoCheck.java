package io.miroir.ingest.decode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import java.util.Optional;

/** What Meilisearch refuses in a {@code _geo} field; messages without the index prefix. */
final class GeoCheck {
  private GeoCheck() {}

  static Optional<Problem> check(String id, byte[] value) {
    JsonNode geo = JsonSyntax.parse(value);
    String where = " in the document with the id: `" + JsonText.quote(id) + "`";
    if (geo.isNull()) {
      return Optional.empty();
    }
    if (!geo.isObject()) {
      return problem(
          "The `_geo` field"
              + where
              + " is not an object. Was expecting an object with the `_geo.lat` and `_geo.lng`"
              + " fields but instead got `"
              + JsonText.of(geo)
              + "`.");
    }
    return coordinates((ObjectNode) geo, where);
  }

  private static Optional<Problem> coordinates(ObjectNode geo, String where) {
    JsonNode lat = geo.remove("lat");
    JsonNode lng = geo.remove("lng");
    if (lat == null && lng == null) {
      return problem(
          "Could not find latitude nor longitude"
              + where
              + ". Was expecting `_geo.lat` and `_geo.lng` fields.");
    }
    if (lat == null || lng == null) {
      String name = lat == null ? "latitude" : "longitude";
      String field = lat == null ? "_geo.lat" : "_geo.lng";
      return problem("Could not find " + name + where + ". Was expecting a `" + field + "` field.");
    }
    if (!geo.isEmpty()) {
      return problem(
          "The `_geo` field"
              + where
              + " contains the following unexpected fields: `"
              + JsonText.of(geo)
              + "`.");
    }
    boolean goodLat = finite(lat);
    boolean goodLng = finite(lng);
    if (!goodLat && !goodLng) {
      return problem(
          "Could not parse latitude nor longitude"
              + where
              + ". Was expecting finite numbers but instead got `"
              + JsonText.of(lat)
              + "` and `"
              + JsonText.of(lng)
              + "`.");
    }
    if (!goodLat || !goodLng) {
      return problem(
          "Could not parse "
              + (goodLat ? "longitude" : "latitude")
              + where
              + ". Was expecting a finite number but instead got `"
              + JsonText.of(goodLat ? lng : lat)
              + "`.");
    }
    return Optional.empty();
  }

  private static boolean finite(JsonNode value) {
    if (value.isTextual()) {
      String text = value.textValue();
      return NumberText.isFloat(text) && Double.isFinite(Double.parseDouble(text));
    }
    return value.isNumber() && Double.isFinite(value.doubleValue());
  }

  private static Optional<Problem> problem(String message) {
    return Optional.of(new Problem(ErrorCode.INVALID_DOCUMENT_GEO_FIELD, message));
  }
}
