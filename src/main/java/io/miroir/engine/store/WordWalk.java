package io.miroir.engine.store;

import org.apache.lucene.util.BytesRef;

/**
 * A walk over words in UTF-8 byte order that can leave out all words with a common beginning.
 * Stands before the first word at first; a word is valid until the next one is asked for.
 */
public interface WordWalk {

  /** The next word; null at the end. */
  BytesRef next();

  /** The next word without the first {@code bytes} bytes of the current one; null at the end. */
  BytesRef skip(int bytes);

  /** Whether the current word stands in a document of the view. */
  boolean alive();
}
