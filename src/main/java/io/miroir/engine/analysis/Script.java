package io.miroir.engine.analysis;

/** Scripts that cut a text into groups (ranking reference, 1.3.1). */
enum Script {
  OTHER(""),
  LATIN(
      "0041-005A 0061-007A 0080-02AF 1D00-1D2A 1D2C-1D77 1D79-1DBF 1E00-1EFF 2C60-2C7F A720-A7FF"
          + " AB30-AB6F FB00-FB06"),
  CYRILLIC("0400-052F 1C80-1C8F 1D2B 1D78 2DE0-2DFF A640-A69F"),
  ARABIC("0600-06FF 0750-077F 0870-089F 08A0-08FF FB50-FDFF FE70-FEFF"),
  DEVANAGARI("0900-097F 1CD0-1CFF A8E0-A8FF"),
  HEBREW("0590-05FF FB1D-FB4F"),
  ETHIOPIC("1200-139F 2D80-2DDF AB00-AB2F"),
  GEORGIAN("10A0-10FF 1C90-1CBF 2D00-2D2F"),
  BENGALI("0980-09FF"),
  HANGUL("1100-11FF 3130-318F 3200-32FF A960-A97F AC00-D7AF D7B0-D7FF FF00-FFEF"),
  CJ(
      "2E80-2E99 2E9B-2EF3 2F00-2FD5 3005 3007 3021-3029 3038-303B 3040-309F 30A0-30FF 31F0-31FF"
          + " 3400-4DBF 4E00-9FFF F900-FAD9"),
  GREEK("0370-03FF 1F00-1FFF"),
  KANNADA("0C80-0CFF"),
  TAMIL("0B80-0BFF"),
  THAI("0E00-0E7F"),
  GUJARATI("0A80-0AFF"),
  GURMUKHI("0A00-0A7F"),
  TELUGU("0C00-0C7F"),
  MALAYALAM("0D00-0D7F"),
  ORIYA("0B00-0B7F"),
  MYANMAR("1000-109F"),
  SINHALA("0D80-0DFF"),
  KHMER("1780-17FF 19E0-19FF"),
  ARMENIAN("0530-058F FB13-FB17");

  private static final Script[] SCRIPTS = values();
  private static final byte[] BMP = new byte[0x10000];

  static {
    for (Script script : SCRIPTS) {
      CodePoints.each(script.ranges, point -> BMP[point] = (byte) script.ordinal());
    }
  }

  private final String ranges;

  Script(String ranges) {
    this.ranges = ranges;
  }

  static Script of(int point) {
    if (point < 0x10000) {
      return SCRIPTS[BMP[point]];
    }
    return point >= 0x20000 && point < 0x32000 ? CJ : OTHER;
  }

  /** Whether words of this script are lower-cased. */
  boolean lowered() {
    return switch (this) {
      case LATIN, CYRILLIC, GREEK, GEORGIAN, ARMENIAN -> true;
      default -> false;
    };
  }

  /** Whether words of this script lose their non-spacing marks. */
  boolean unmarked() {
    return switch (this) {
      case HEBREW, THAI, ARABIC, LATIN, GREEK -> true;
      default -> false;
    };
  }
}
