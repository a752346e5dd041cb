package io.miroir.http;

/** Writes Prometheus's text format, version 0.0.4. */
final class MetricsText {
  private final StringBuilder text = new StringBuilder();

  /** Begins a family of samples. */
  void family(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /**
   * @param labels {@code name="value",…}; empty for none
   */
  void sample(String name, String labels, double value) {
    text.append(name);
    if (!labels.isEmpty()) {
      text.append('{').append(labels).append('}');
    }
    text.append(' ');
    if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      text.append((long) value);
    } else {
      text.append(value);
    }
    text.append('\n');
  }

  /** A family with one sample. */
  void gauge(String name, String help, double value) {
    family(name, "gauge", help);
    sample(name, "", value);
  }

  /** A label's value as the format wants it. */
  static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  MetricsText raw(String families) {
    text.append(families);
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
