package io.miroir.engine.analysis;

import it.unimi.dsi.fastutil.chars.Char2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.analysis.CharArraySet;

/**
 * Where an index cuts text: its separators and its dictionary words, found leftmost-longest, and
 * which decomposed tokens are separators. Immutable.
 */
final class Separators {
  /** The char alone cuts. */
  private static final byte CUTS = 1;

  /** A longer pattern starts with this char. */
  private static final byte OPENS = 2;

  /** A token that is this char alone is a separator. */
  private static final byte SEPARATES = 4;

  private static final byte HARD = 8;
  private static final IntOpenHashSet HARD_POINTS = new IntOpenHashSet();
  private static final Separators DEFAULT = makeDefault();

  private final byte[] classes;
  private final Node patterns;
  private final CharArraySet longSeparators;

  private static final class Node {
    final Char2ObjectOpenHashMap<Node> next = new Char2ObjectOpenHashMap<>(2);
    boolean end;

    Node copy() {
      Node copy = new Node();
      copy.end = end;
      next.char2ObjectEntrySet()
          .forEach(entry -> copy.next.put(entry.getCharKey(), entry.getValue().copy()));
      return copy;
    }
  }

  private Separators(byte[] classes, Node patterns, CharArraySet longSeparators) {
    this.classes = classes;
    this.patterns = patterns;
    this.longSeparators = longSeparators;
  }

  static Separators of(
      Collection<String> separators, Collection<String> nonSeparators, Collection<String> words) {
    if (separators.isEmpty() && nonSeparators.isEmpty() && words.isEmpty()) {
      return DEFAULT;
    }
    Separators made =
        new Separators(
            DEFAULT.classes.clone(),
            DEFAULT.patterns.copy(),
            new CharArraySet(DEFAULT.longSeparators, false));
    separators.forEach(token -> made.addSeparator(token, false));
    nonSeparators.forEach(made::remove);
    words.forEach(made::addPattern);
    return made;
  }

  /** The length in UTF-16 units of the longest pattern that starts at a place; 0 for none. */
  int match(char[] text, int at, int end) {
    byte kind = classes[text[at]];
    if (kind == 0) {
      return 0;
    }
    int longest = (kind & CUTS) != 0 ? 1 : 0;
    if ((kind & OPENS) != 0) {
      Node node = patterns;
      for (int i = at; i < end; i++) {
        node = node.next.get(text[i]);
        if (node == null) {
          break;
        }
        if (node.end) {
          longest = Math.max(longest, i + 1 - at);
        }
      }
    }
    return longest;
  }

  /** Whether a decomposed token, not lower-cased, is a separator. */
  boolean isSeparator(char[] text, int length) {
    return length == 1
        ? (classes[text[0]] & SEPARATES) != 0
        : length > 1 && longSeparators.contains(text, 0, length);
  }

  /** Whether a separator is a hard one. */
  static boolean isHard(char[] text, int length) {
    return switch (length) {
      case 1 -> (DEFAULT.classes[text[0]] & HARD) != 0;
      case 2 ->
          text[1] == ' '
              ? text[0] == '.' || text[0] == ','
              : Character.isSurrogatePair(text[0], text[1])
                  && HARD_POINTS.contains(Character.toCodePoint(text[0], text[1]));
      default -> false;
    };
  }

  private static Separators makeDefault() {
    Separators made = new Separators(new byte[0x10000], new Node(), new CharArraySet(64, false));
    CodePoints.each(
        SeparatorTables.HARD, point -> made.addSeparator(Character.toString(point), true));
    CodePoints.each(
        SeparatorTables.SOFT, point -> made.addSeparator(Character.toString(point), false));
    CodePoints.each(SeparatorTables.LONE, point -> made.addPattern(Character.toString(point)));
    for (String pair : List.of(". ", ", ")) {
      made.addSeparator(pair, false);
    }
    return made;
  }

  private void addSeparator(String token, boolean hard) {
    if (token.isEmpty()) {
      return;
    }
    addPattern(token);
    if (token.length() == 1) {
      classes[token.charAt(0)] |= (byte) (SEPARATES | (hard ? HARD : 0));
      return;
    }
    longSeparators.add(token);
    if (hard) {
      HARD_POINTS.add(token.codePointAt(0));
    }
  }

  private void addPattern(String token) {
    if (token.isEmpty()) {
      return;
    }
    if (token.length() == 1) {
      classes[token.charAt(0)] |= CUTS;
      return;
    }
    classes[token.charAt(0)] |= OPENS;
    Node node = patterns;
    for (int i = 0; i < token.length(); i++) {
      node = node.next.computeIfAbsent(token.charAt(i), unused -> new Node());
    }
    node.end = true;
  }

  private void remove(String token) {
    if (token.length() == 1) {
      classes[token.charAt(0)] &= (byte) ~(CUTS | SEPARATES);
      return;
    }
    longSeparators.remove(token);
    Node node = patterns;
    for (int i = 0; i < token.length() && node != null; i++) {
      node = node.next.get(token.charAt(i));
    }
    if (node != null) {
      node.end = false;
    }
  }
}
