package io.miroir.engine.analysis;

import com.ibm.icu.text.Normalizer2;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Normal form of facet strings: what filters, sorts and facets compare (ranking reference, 5.2).
 */
public final class FacetText {
  /** Longest stored value in UTF-8 bytes. */
  public static final int BYTES_MAX = 468;

  private static final Normalizer2 NFKD = Normalizer2.getNFKDInstance();

  private FacetText() {}

  /** Trimmed, decomposed, lower-cased; the same instance when nothing changes. */
  public static String normalize(String text) {
    if (isPlain(text)) {
      return text;
    }
    String trimmed = trim(text);
    return (isAscii(trimmed) ? trimmed : NFKD.normalize(trimmed)).toLowerCase(Locale.ROOT);
  }

  /** As stored: normalized and cut to {@link #BYTES_MAX} at a char boundary. */
  public static String stored(String text) {
    String normalized = normalize(text);
    return normalized.length() * 3 <= BYTES_MAX ? normalized : cut(normalized);
  }

  private static String cut(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= BYTES_MAX) {
      return text;
    }
    int end = BYTES_MAX;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  /** Already normal: ASCII without capitals and without white space at the ends. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || c >= 'A' && c <= 'Z') {
        return false;
      }
    }
    return text.isEmpty()
        || !isWhiteSpace(text.charAt(0)) && !isWhiteSpace(text.charAt(text.length() - 1));
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isWhiteSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isWhiteSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Unicode's White_Space. */
  public static boolean isWhiteSpace(char c) {
    return c >= 9 && c <= 13 || c == 0x85 || Character.isSpaceChar(c);
  }
}
