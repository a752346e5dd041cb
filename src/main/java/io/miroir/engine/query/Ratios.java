package io.miroir.engine.query;

/** Numbers between 0 and 1. */
final class Ratios {
  private Ratios() {}

  static String refusal(String name) {
    return "the value of `" + name + "` is invalid, expected a float between `0.0` and `1.0`.";
  }
}
