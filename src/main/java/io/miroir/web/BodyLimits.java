package io.miroir.web;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of bodies a member takes: one body, and all JSON bodies it holds in memory at one time.
 */
public final class BodyLimits {
  private static final long DECIMAL = 1000;
  private static final long BINARY = 1024;

  private final long bodyBytesMax;
  private final long memoryBytesMax;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param bodyBytesMax of one body, after decompression
   * @param memoryBytesMax of all JSON bodies together
   */
  public BodyLimits(long bodyBytesMax, long memoryBytesMax) {
    this.bodyBytesMax = bodyBytesMax;
    this.memoryBytesMax = memoryBytesMax;
  }

  long bodyBytesMax() {
    return bodyBytesMax;
  }

  /** Counts bytes that stay in memory until {@link #release}. */
  void hold(long bytes) {
    if (held.addAndGet(bytes) > memoryBytesMax) {
      held.addAndGet(-bytes);
      throw ProblemException.of(
          ErrorCode.MIROIR_UNAVAILABLE,
          "Too many large requests at the same time. Retry after 10s.");
    }
  }

  void release(long bytes) {
    held.addAndGet(-bytes);
  }

  ProblemException documentsTooLarge() {
    return ProblemException.of(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "The provided payload reached the size limit. The maximum accepted payload size is "
            + human(bodyBytesMax)
            + ".");
  }

  ProblemException jsonTooLarge() {
    return ProblemException.of(
        ErrorCode.PAYLOAD_TOO_LARGE,
        "JSON payload has exceeded limit (" + bodyBytesMax + " bytes).");
  }

  ProblemException announcedTooLarge(long bytes) {
    return ProblemException.of(
        ErrorCode.INTERNAL,
        "JSON payload ("
            + bytes
            + " bytes) is larger than allowed (limit: "
            + bodyBytesMax
            + " bytes).");
  }

  /** In binary units if the number is a multiple of one, else in decimal ones. */
  static String human(long bytes) {
    boolean binary = bytes % BINARY == 0;
    String[] units =
        binary
            ? new String[] {"B", "KiB", "MiB", "GiB", "TiB"}
            : new String[] {"B", "KB", "MB", "GB", "TB"};
    long step = binary ? BINARY : DECIMAL;
    double value = bytes;
    int unit = 0;
    while (value >= step && unit < units.length - 1) {
      value /= step;
      unit++;
    }
    String digits =
        new java.math.BigDecimal(value)
            .setScale(2, java.math.RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
    return digits + " " + units[unit];
  }
}
