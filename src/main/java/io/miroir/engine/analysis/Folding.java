package io.miroir.engine.analysis;

import com.ibm.icu.text.Normalizer2;

/**
 * The normal forms of a token (ranking reference, 1.3.4). Keeps its buffers: use from one thread.
 * Two steps, since a token is classified between them: {@link #decompose}, then {@link #fold}.
 */
final class Folding {
  private static final Normalizer2 NFKD = Normalizer2.getNFKDInstance();

  /** Folded forms of the accented Latin letters, which need no buffer. */
  private static final String[] LATIN = latinTable();

  private final StringBuilder input = new StringBuilder();
  private final StringBuilder decomposed = new StringBuilder();
  private final StringBuilder folded = new StringBuilder();

  /** The folded form of a char of a Latin word, or null when it is not in the table. */
  static String latin(char c) {
    return c < LATIN.length ? LATIN[c] : null;
  }

  private static String[] latinTable() {
    String[] table = new String[0x250];
    Folding folding = new Folding();
    for (char c = 0x80; c < table.length; c++) {
      folding.decompose(new char[] {c}, 0, 1, Language.UNKNOWN);
      table[c] = folding.fold(Script.LATIN, Language.UNKNOWN).toString();
    }
    return table;
  }

  /** Compatibility decomposition without control chars; valid until the next call. */
  StringBuilder decompose(char[] text, int start, int end, Language language) {
    decomposed.setLength(0);
    input.setLength(0);
    input.append(text, start, end - start);
    NFKD.normalize(input, decomposed);
    if (language == Language.SWEDISH) {
      recomposeSwedish(decomposed);
    }
    int kept = 0;
    for (int i = 0; i < decomposed.length(); i++) {
      char c = decomposed.charAt(i);
      if (!isDroppedControl(c)) {
        decomposed.setCharAt(kept++, c);
      }
    }
    decomposed.setLength(kept);
    return decomposed;
  }

  /** Control chars that are not white space. */
  static boolean isDroppedControl(char c) {
    return c < 0x20 ? c < 9 || c > 13 : c >= 0x7F && c < 0xA0 && c != 0x85;
  }

  private static void recomposeSwedish(StringBuilder text) {
    int kept = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char mark = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      char composed = composedSwedish(c, mark);
      if (composed != 0) {
        text.setCharAt(kept++, composed);
        i++;
      } else {
        text.setCharAt(kept++, c);
      }
    }
    text.setLength(kept);
  }

  private static char composedSwedish(char letter, char mark) {
    if (mark == '\u0308') {
      return switch (letter) {
        case 'a' -> 'ä';
        case 'A' -> 'Ä';
        case 'o' -> 'ö';
        case 'O' -> 'Ö';
        default -> 0;
      };
    }
    return mark != '\u030A' ? 0 : letter == 'a' ? 'å' : letter == 'A' ? 'Å' : 0;
  }

  /** The lemma of what was decomposed last; valid until the next call. */
  StringBuilder fold(Script script, Language language) {
    folded.setLength(0);
    for (int i = 0; i < decomposed.length(); ) {
      int point = decomposed.codePointAt(i);
      i += Character.charCount(point);
      foldPoint(point, script, language);
    }
    return folded;
  }

  private void foldPoint(int raw, Script script, Language language) {
    int point = script.lowered() ? Character.toLowerCase(raw) : raw;
    if (point < 0x80) {
      folded.append((char) point);
      return;
    }
    switch (script) {
      case LATIN -> {
        foldLatin(point);
        return;
      }
      case CJ -> point = foldEastAsian(point, language);
      case GREEK -> point = point == 'ς' ? 'σ' : point;
      case ARABIC -> point = arabic(point, language);
      default -> {}
    }
    if (point >= 0 && !(script.unmarked() && isMark(point))) {
      folded.appendCodePoint(point);
    }
  }

  private void foldLatin(int point) {
    switch (point) {
      case '’', '‘', '‛' -> folded.append('\'');
      case 'œ' -> folded.append("oe");
      case 'æ' -> folded.append("ae");
      case 'đ', 'ð' -> folded.append('d');
      case 'ı' -> folded.append('i');
      default -> {
        if (!isMark(point)) {
          folded.appendCodePoint(point);
        }
      }
    }
  }

  private static boolean isMark(int point) {
    return Character.getType(point) == Character.NON_SPACING_MARK;
  }

  private static int foldEastAsian(int point, Language language) {
    return switch (language) {
      case UNKNOWN -> hiragana(HanVariants.fold(point));
      case CHINESE -> HanVariants.fold(point);
      case JAPANESE -> hiragana(point);
      default -> point;
    };
  }

  private static int hiragana(int point) {
    return point >= 0x30A1 && point <= 0x30F6 ? point - 0x60 : point;
  }

  /** Arabic letters share one form; -1 drops the char. */
  private static int arabic(int point, Language language) {
    if (language == Language.PERSIAN) {
      if (point == 'ي') {
        return 'ی';
      }
      if (point == 'ك') {
        return 'ک';
      }
    }
    return switch (point) {
      case 'ـ' -> -1;
      case 'ٱ', 'أ', 'إ', 'آ' -> 'ا';
      case 'ى' -> 'ي';
      case 'ة' -> 'ه';
      default -> point;
    };
  }
}
