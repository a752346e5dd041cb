package io.miroir.engine.filter;

import java.util.List;

/**
 * A parsed filter. Planners may read it: see {@link And}, {@link Condition}, {@link Equal}, {@link
 * In}.
 */
public sealed interface Filter {

  record And(List<Filter> parts) implements Filter {}

  record Or(List<Filter> parts) implements Filter {}

  record Not(Filter part) implements Filter {}

  /** A test of one attribute. */
  record Condition(Word field, Test test) implements Filter {}

  /** {@code _geoRadius}: latitude, longitude, metres and perhaps a resolution. */
  record GeoRadius(List<Word> arguments) implements Filter {}

  /** {@code _geoBoundingBox}: top latitude, right longitude, bottom latitude, left longitude. */
  record GeoBox(List<Word> arguments) implements Filter {}

  /** {@code _geoPolygon}: at least three pairs of latitude and longitude. */
  record GeoPolygon(List<List<Word>> points) implements Filter {}

  /** {@code _vectors… EXISTS}: needs an experimental feature. */
  record VectorExists(Word vectors) implements Filter {}

  /** {@code _foreign(field, filter)}: needs an experimental feature. */
  record Foreign(Word field, Filter filter) implements Filter {}

  /** What a condition asks of its attribute. */
  sealed interface Test {}

  record Equal(Word value) implements Test {}

  record NotEqual(Word value) implements Test {}

  record In(List<Word> values) implements Test {}

  record Compare(Comparison comparison, Word value) implements Test {}

  record Between(Word low, Word high) implements Test {}

  record Exists() implements Test {}

  record IsNull() implements Test {}

  record IsEmpty() implements Test {}

  /**
   * @param keyword where the operator stands: it needs an experimental feature
   */
  record Contains(Word keyword, Word value) implements Test {}

  record StartsWith(Word value) implements Test {}

  enum Comparison {
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    public String sign() {
      return sign;
    }
  }
}
