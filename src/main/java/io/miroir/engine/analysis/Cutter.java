package io.miroir.engine.analysis;

import java.util.List;

/**
 * Cuts a text into pieces: script groups, separators and dictionary words, segments. Keeps state
 * during a call: use from one thread.
 */
final class Cutter {
  private final Separators separators;
  private Pieces pieces;
  private Script script;
  private Language language;
  private int pieceStart;
  private final Segmenter.Ends ends = this::pieceEnds;

  /** Takes the pieces of a text in order. */
  interface Pieces {
    void piece(char[] text, int start, int end, Script script, Language language);
  }

  private char[] text;

  Cutter(Separators separators) {
    this.separators = separators;
  }

  void cut(char[] chars, int start, int end, List<String> locales, Pieces sink) {
    text = chars;
    pieces = sink;
    Script current = Script.OTHER;
    int groupStart = start;
    for (int i = start; i < end; ) {
      char c = chars[i];
      int point = Character.isHighSurrogate(c) ? Character.codePointAt(chars, i, end) : c;
      Script found = Script.of(point);
      if (found != Script.OTHER && found != current) {
        if (current != Script.OTHER) {
          cutGroup(groupStart, i, current, locales);
          groupStart = i;
        }
        current = found;
      }
      i += Character.charCount(point);
    }
    if (groupStart < end) {
      cutGroup(groupStart, end, current, locales);
    }
  }

  private void cutGroup(int start, int end, Script groupScript, List<String> locales) {
    script = groupScript;
    language = Language.of(locales, groupScript, text, start, end);
    int last = start;
    for (int i = start; i < end; ) {
      int length = separators.match(text, i, end);
      if (length == 0) {
        i++;
        continue;
      }
      if (last < i) {
        segment(last, i);
      }
      pieces.piece(text, i, i + length, script, language);
      i += length;
      last = i;
    }
    if (last < end) {
      segment(last, end);
    }
  }

  private void segment(int start, int end) {
    if (Numbers.onlyNumeric(text, start, end)) {
      pieces.piece(text, start, end, script, language);
      return;
    }
    pieceStart = start;
    Segmenters.of(script, language).segment(text, start, end, ends);
  }

  private void pieceEnds(int end) {
    if (end > pieceStart) {
      pieces.piece(text, pieceStart, end, script, language);
      pieceStart = end;
    }
  }
}
