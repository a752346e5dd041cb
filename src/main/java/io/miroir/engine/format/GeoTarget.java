package io.miroir.engine.format;

import io.miroir.engine.analysis.Decimals;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The point that {@code _geoDistance} is measured from: that of the first geo sort. */
final class GeoTarget {
  private static final Pattern GEO_POINT =
      Pattern.compile("_geoPoint\\(\\s*([^,\\s]+)\\s*,\\s*([^,\\s)]+)\\s*\\).*");

  private GeoTarget() {}

  /** Latitude and longitude. */
  static Optional<double[]> of(List<String> sort) {
    for (String entry : sort) {
      Matcher matcher = GEO_POINT.matcher(entry);
      if (matcher.matches()) {
        return Optional.of(
            new double[] {Decimals.parse(matcher.group(1)), Decimals.parse(matcher.group(2))});
      }
    }
    return Optional.empty();
  }
}
