package io.miroir.engine.vector;

import io.miroir.engine.settings.Settings.Distribution;
import io.miroir.engine.settings.Settings.Embedder;
import java.util.List;

/**
 * Distances and similarities of one embedder's vectors, in the original's 32-bit arithmetic
 * (ranking reference, 9.2).
 */
public final class VectorSpace {
  private static final float EPSILON = 1.1920929e-7f;
  private static final int QUANTIZED_WORD_BITS = 64;

  private final Embedder embedder;

  public VectorSpace(Embedder embedder) {
    this.embedder = embedder;
  }

  /** The distance of the nearest pair; infinite when there is none. */
  public float distance(List<float[]> some, List<float[]> others) {
    float nearest = Float.POSITIVE_INFINITY;
    for (float[] vector : some) {
      for (float[] other : others) {
        nearest = Math.min(nearest, distance(vector, other));
      }
    }
    return nearest;
  }

  /**
   * The least distance of two documents: the first vector of one is compared with the first of the
   * other, the second with the second; a vector without a counterpart counts for nothing. Infinite
   * when there is no pair.
   */
  public float pairedDistance(List<float[]> some, List<float[]> others) {
    float nearest = Float.POSITIVE_INFINITY;
    for (int at = 0; at < Math.min(some.size(), others.size()); at++) {
      nearest = Math.min(nearest, distance(some.get(at), others.get(at)));
    }
    return nearest;
  }

  private float distance(float[] a, float[] b) {
    return embedder.binaryQuantized() ? quantized(a, b) : cosine(a, b);
  }

  private static float cosine(float[] a, float[] b) {
    float norms = (float) Math.sqrt(dot(a, a)) * (float) Math.sqrt(dot(b, b));
    if (norms <= EPSILON) {
      return 0;
    }
    float cos = Math.clamp(dot(a, b) / norms, -1f, 1f);
    return (1 - cos) / 2;
  }

  private static float dot(float[] a, float[] b) {
    float sum = 0;
    for (int at = 0; at < a.length; at++) {
      sum += a[at] * b[at];
    }
    return sum;
  }

  private static float quantized(float[] a, float[] b) {
    int different = 0;
    for (int at = 0; at < a.length; at++) {
      different += (a[at] > 0) != (b[at] > 0) ? 1 : 0;
    }
    int words = (a.length + QUANTIZED_WORD_BITS - 1) / QUANTIZED_WORD_BITS;
    return different / (float) (words * QUANTIZED_WORD_BITS);
  }

  /** The similarity of a distance, shifted by the embedder's distribution if it has one. */
  public float similarity(float distance) {
    float plain = 1 - distance;
    if (embedder.distribution().isEmpty()) {
      return plain;
    }
    Distribution shift = embedder.distribution().get();
    float slope = 0.4f / shift.sigma();
    float shifted = slope * plain + (0.5f - slope * shift.mean());
    return shifted <= 0 ? EPSILON : Math.min(shifted, 1);
  }
}
