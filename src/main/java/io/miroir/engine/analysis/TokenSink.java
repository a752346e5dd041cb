package io.miroir.engine.analysis;

/** Takes the tokens of a text in order, without garbage: the form for indexing. */
public interface TokenSink {

  /**
   * A word with a lemma that is not empty.
   *
   * @param lemma UTF-8, valid during the call only
   */
  void word(byte[] lemma, int length, boolean stopWord);

  void separator(boolean hard);
}
