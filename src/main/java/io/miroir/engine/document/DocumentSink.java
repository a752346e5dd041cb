package io.miroir.engine.document;

/**
 * Takes what an index must know of one document, in one pass. Byte arrays are valid during the call
 * only.
 */
public interface DocumentSink {

  /** A top-level field of the document, {@code _vectors} left out: what the statistics count. */
  void topField(int field);

  /**
   * An indexed word of 1 to 250 bytes.
   *
   * @param position within 0 and 65535, not bucketed
   * @param exact in an exact place (ranking reference, 1.7), else a tolerant one
   */
  void word(int field, byte[] lemma, int length, int position, boolean exact);

  /** How many words of a field were indexed, for each field with words; after its last word. */
  void fieldLength(int field, int words);

  // --- values of the fields that are filtered, sorted, counted or distinct

  /** A finite number; may come again. */
  void number(int field, double value);

  /**
   * A string or boolean.
   *
   * @param normalized not empty, at most 468 bytes; may come again, then the first spelling counts
   */
  void string(int field, String normalized, String spelling);

  /** The field occurs, whatever it holds; once per document. */
  void exists(int field);

  void isNull(int field);

  /** The value is {@code ""}, {@code []} or <code>{}</code>. */
  void isEmpty(int field);

  /** A valid {@code _geo}. */
  void point(double latitude, double longitude);

  /** Where the value of {@code _vectors} stands in the document. */
  void vectors(byte[] document, int start, int end);
}
