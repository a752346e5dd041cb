package io.miroir.engine.store;

import io.miroir.engine.settings.Settings;
import java.util.Iterator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * An index at one moment, narrowed to a set of shards: the relations of the ranking reference, 1.5,
 * and the values of documents. Document numbers are the view's own and mean nothing outside it.
 * Bitmaps handed out are shared and must not be changed. Close it to release the snapshot.
 *
 * <p>"Exists" always means: in a live document of the view's shards.
 */
public interface IndexView extends AutoCloseable {

  Settings settings();

  /** Live documents of the view's shards. */
  RoaringBitmap documents();

  /**
   * The same object for views of the same documents, as long as one of them may be opened again:
   * what is known of one is true of all, so answers may be cached by it (by identity, weakly).
   */
  Object moment();

  // --- fields
  // -------------------------------------------------------------------------------------------------------

  /**
   * Names of all fields ever met (dotted, intermediate objects too), in first-seen order; the place
   * is the field id.
   */
  List<String> fieldNames();

  /** The id of a field, or -1. */
  int fieldId(String name);

  // --- words (reference 1.5)
  // ----------------------------------------------------------------------------------------

  /** W(w): documents with the word in a tolerant place. */
  RoaringBitmap tolerant(String word);

  /** X(w): documents with the word in an exact place. */
  RoaringBitmap exact(String word);

  /** WF(w,f): documents with the word in this field, tolerant and exact together. */
  RoaringBitmap inField(String word, int fieldId);

  /** The fields in which a word occurs, ascending. */
  int[] fieldsOf(String word);

  /** WP(w,p): documents with the word at a bucketed position in any field. */
  RoaringBitmap atPosition(String word, int bucketedPosition);

  /** The bucketed positions at which a word occurs in any field, ascending. */
  int[] positionsOf(String word);

  /** FC(f,n): documents whose field holds exactly n indexed words, n within 1 and 30. */
  RoaringBitmap withFieldLength(int fieldId, int words);

  /** PP(d,a,b): documents whose minimum forward distance of b after a is d, within 1 and 3. */
  RoaringBitmap pair(int distance, String first, String second);

  /** New walks over words with W(w) not empty: together the dictionary; several may have a word. */
  List<WordWalk> dictionary();

  /** Words of W and X together that start with a prefix, in byte order. */
  Iterator<String> startingWith(String prefix);

  // --- prefix database (reference 1.10): prefixes of 1 to 4 bytes of at least 100 dictionary words
  // ------------------

  boolean hasPrefix(String prefix);

  /** Unions over all words starting with a prefix of the prefix database. */
  RoaringBitmap prefixTolerant(String prefix);

  RoaringBitmap prefixExact(String prefix);

  RoaringBitmap prefixInField(String prefix, int fieldId);

  int[] prefixFieldsOf(String prefix);

  RoaringBitmap prefixAtPosition(String prefix, int bucketedPosition);

  int[] prefixPositionsOf(String prefix);

  /** Union of PP(d,a,b) over all words b that start with the prefix. */
  RoaringBitmap pairWithPrefix(int distance, String first, String prefix);

  // --- values (reference 5.2)
  // ---------------------------------------------------------------------------------------

  /** The facet values of a field over the view; null when no document has any. */
  FacetColumn facets(String field);

  /**
   * Documents in which the field occurs at all; whose value there is null; whose value there is
   * empty ("", [], {}).
   */
  RoaringBitmap withField(String field);

  RoaringBitmap withNull(String field);

  RoaringBitmap withEmpty(String field);

  /** Documents with a valid {@code _geo} point. */
  RoaringBitmap withPoint();

  /** Latitude and longitude of a document of {@link #withPoint}. */
  double latitude(int document);

  double longitude(int document);

  // --- vectors (reference 9.1)
  // ---------------------------------------------------------------------------------------

  /** Documents with at least one vector of an embedder. */
  RoaringBitmap withVectors(String embedder);

  /** The vectors of a document for an embedder in stored order, at most 255; empty for none. */
  List<float[]> vectors(String embedder, int document);

  // --- documents
  // ----------------------------------------------------------------------------------------------------

  long ordinal(int document);

  String key(int document);

  /** The document of a key, or -1. */
  int document(String key);

  /** The stored JSON object. */
  byte[] source(int document);

  /** The first documents of a set by ordinal, ascending; all of them when limit is not smaller. */
  int[] byOrdinal(RoaringBitmap documents, int limit);

  @Override
  void close();
}
