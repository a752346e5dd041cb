package io.miroir.engine.analysis;

/** Cuts a piece of text without separators into words. */
interface Segmenter {

  /** Calls back with the end of each word in order; the last end is that of the piece. */
  void segment(char[] text, int start, int end, Ends ends);

  /** Takes the ends of the words of a piece. */
  interface Ends {
    void end(int end);
  }
}
