package io.miroir.engine.rank;

/** Distances on the sphere as the original measures them (ranking reference, 5.3). */
public final class GeoDistance {
  private static final double EARTH_RADIUS_METRES = 6_371_000.0;
  private static final double MILLIMETRES = 1000.0;

  private GeoDistance() {}

  /** Haversine distance in metres, rounded to 3 decimals; arguments in degrees. */
  public static double metres(double lat1, double lng1, double lat2, double lng2) {
    double phi1 = Math.toRadians(lat1);
    double phi2 = Math.toRadians(lat2);
    double h =
        haversine(phi2 - phi1)
            + Math.cos(phi1)
                * Math.cos(phi2)
                * haversine(Math.toRadians(lng2) - Math.toRadians(lng1));
    double metres = 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(h));
    return Math.round(metres * MILLIMETRES) / MILLIMETRES;
  }

  private static double haversine(double angle) {
    return (1 - Math.cos(angle)) / 2;
  }
}
