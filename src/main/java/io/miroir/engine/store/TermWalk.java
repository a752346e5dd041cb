package io.miroir.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.util.BytesRef;

/** A walk over the terms on disk: for dictionaries too large to be kept in memory. */
final class TermWalk implements WordWalk {
  private final TermsEnum terms;
  private final WordList.Alive alive;
  private BytesRef word;

  TermWalk(TermsEnum terms, WordList.Alive alive) {
    this.terms = terms;
    this.alive = alive;
  }

  @Override
  public BytesRef next() {
    try {
      word = terms.next();
      return word;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public BytesRef skip(int bytes) {
    byte[] behind = BytesRef.deepCopyOf(new BytesRef(word.bytes, word.offset, bytes)).bytes;
    behind[bytes - 1]++; // no byte of UTF-8 is 0xFF
    try {
      word = terms.seekCeil(new BytesRef(behind)) == SeekStatus.END ? null : terms.term();
      return word;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean alive() {
    return alive.test(word);
  }
}
