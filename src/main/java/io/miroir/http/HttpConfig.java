package io.miroir.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the server serves.
 *
 * @param port 0 for a free one
 * @param payloadBytesMax of one body, after decompression
 * @param bodyMemoryBytesMax of all JSON bodies held at one time
 * @param requestsMax answered at one time; more are refused with 503
 * @param deadline of a request that does not stream its body
 */
public record HttpConfig(
    String host,
    int port,
    Optional<Tls> tls,
    long payloadBytesMax,
    long bodyMemoryBytesMax,
    int requestsMax,
    Duration deadline) {

  /** PEM files. */
  public record Tls(Path certificate, Path key) {}

  private static final int REQUESTS_MAX = 4096;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  public HttpConfig {
    if (payloadBytesMax < 1 || requestsMax < 1 || deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "expected positive limits, found payload "
              + payloadBytesMax
              + ", requests "
              + requestsMax
              + ", deadline "
              + deadline);
    }
  }

  /** A quarter of the heap for JSON bodies, but always room for one of full size. */
  public static HttpConfig of(String host, int port, Optional<Tls> tls, long payloadBytesMax) {
    long memory = Math.max(Runtime.getRuntime().maxMemory() / 4, payloadBytesMax);
    return new HttpConfig(host, port, tls, payloadBytesMax, memory, REQUESTS_MAX, DEADLINE);
  }
}
