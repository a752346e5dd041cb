package io.miroir.json;

import java.util.Locale;

/** Numbers of bytes as people read them. */
public final class ByteSizes {
  private static final double STEP = 1024;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private ByteSizes() {}

  /** In binary units with two digits behind the point, such as {@code 1.50 MiB}. */
  public static String human(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.2f %s", value, UNITS[unit]);
  }
}
