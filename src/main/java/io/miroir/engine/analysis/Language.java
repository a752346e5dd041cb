package io.miroir.engine.analysis;

import java.util.List;

/** The languages that change how text is cut or folded. */
enum Language {
  UNKNOWN,
  GERMAN,
  SWEDISH,
  PERSIAN,
  CHINESE,
  JAPANESE,
  KOREAN,
  ANOTHER;

  static Language ofCode(String code) {
    return switch (code) {
      case "de", "deu" -> GERMAN;
      case "sv", "swe" -> SWEDISH;
      case "fa", "pes", "fas" -> PERSIAN;
      case "zh", "zho", "cmn" -> CHINESE;
      case "ja", "jpn" -> JAPANESE;
      case "ko", "kor" -> KOREAN;
      default -> ANOTHER;
    };
  }

  /**
   * The language of a group: the one locale given; of several, what the letters of the group speak
   * for; else unknown.
   */
  static Language of(List<String> locales, Script script, char[] text, int start, int end) {
    if (locales.size() == 1) {
      return ofCode(locales.getFirst());
    }
    Language likely =
        switch (script) {
          case CJ -> ofKana(text, start, end);
          case ARABIC -> ANOTHER;
          case LATIN -> ofLatin(locales, text, start, end);
          default -> UNKNOWN;
        };
    return locales.isEmpty() || allows(locales, likely) ? likely : ANOTHER;
  }

  /** Of several languages Swedish where its own letter stands, else German. */
  private static Language ofLatin(List<String> locales, char[] text, int start, int end) {
    if (locales.isEmpty()) {
      return UNKNOWN;
    }
    for (int i = start; i < end && allows(locales, SWEDISH); i++) {
      if (text[i] == 'å' || text[i] == 'Å') {
        return SWEDISH;
      }
    }
    return GERMAN;
  }

  private static boolean allows(List<String> locales, Language likely) {
    return locales.stream().anyMatch(code -> ofCode(code) == likely);
  }

  private static Language ofKana(char[] text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text[i] >= 0x3040 && text[i] <= 0x30FF) {
        return JAPANESE;
      }
    }
    return CHINESE;
  }
}
