package io.miroir.engine.store;

/**
 * Takes in what the index keeps of one document besides its source (ranking reference, 1.1 to 1.7
 * and 5.2). Field ids are those {@link #field} gave. The document is complete when the walk
 * returns; a walk that throws adds nothing.
 */
public interface DocumentSink {

  /**
   * The id of a field name; called for every name met, intermediate objects too, in walk order, so
   * that a name never seen before gets its id in first-seen order. May throw a private exception to
   * put the document off until its turn; let it pass.
   *
   * @throws io.miroir.model.ProblemException when the index has 65,536 fields already
   */
  int field(String name);

  /** A top-level field of the document, for the field distribution. */
  void topLevel(int field);

  /**
   * One indexed word.
   *
   * @param word normalized, UTF-8; copied
   * @param length of the word, 1 to 250 bytes
   * @param position within 0 and 65,535, ascending within one field
   * @param exact in an exact place (1.7), else in a tolerant one
   */
  void word(int field, byte[] word, int length, int position, boolean exact);

  /** How many indexed words a searchable field holds; only 1 to 30 are kept. */
  void length(int field, int words);

  /** A finite number of a field that is filtered, sorted, faceted or made distinct. */
  void number(int field, double value);

  /**
   * A string of such a field; the first spelling of a normalized value in a document is kept.
   *
   * @param normalized trimmed, folded, cut to 468 bytes of UTF-8, not empty
   */
  void string(int field, String normalized, String spelling);

  /** Such a field occurs in the document; its value somewhere is null; is "", [] or {}. */
  void exists(int field);

  void isNull(int field);

  void isEmpty(int field);

  /** The document's valid {@code _geo} point, in degrees. */
  void point(double latitude, double longitude);

  /** One more vector of the document for an embedder. */
  void vector(String embedder, float[] values);
}
