package io.miroir.engine.document;

import io.miroir.engine.analysis.Numbers;
import io.miroir.engine.analysis.TokenSink;
import io.miroir.engine.store.DocumentSink;

/** Gives the words of one value their positions (ranking reference, 1.4). */
final class WordPlacer implements TokenSink {
  private static final int WORD_BYTES_MAX = 250;
  private static final int POSITIONS = 65_536;
  private static final int HARD_DISTANCE = 8;

  private final boolean exactNumbers;
  private DocumentSink sink;
  private FieldState field;
  private int position;

  /** Distance to the next word; 0 before the first one. */
  private int jump;

  WordPlacer(boolean exactNumbers) {
    this.exactNumbers = exactNumbers;
  }

  void open(FieldState next, DocumentSink to) {
    field = next;
    sink = to;
    position = next.lastPosition;
    jump = 0;
  }

  @Override
  public void word(byte[] lemma, int length, boolean stopWord) {
    position += jump;
    jump = 1;
    if (stopWord) {
      field.lastPosition = position;
    } else if (position < POSITIONS && length <= WORD_BYTES_MAX) {
      field.lastPosition = position;
      field.words++;
      boolean exact = field.exact || exactNumbers && Numbers.onlyNumeric(lemma, length);
      sink.word(field.id, lemma, length, position, exact);
    }
  }

  @Override
  public void separator(boolean hard) {
    if (jump > 0 && hard) {
      jump = HARD_DISTANCE;
    }
  }
}
