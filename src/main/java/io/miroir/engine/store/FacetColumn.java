package io.miroir.engine.store;

import org.roaringbitmap.RoaringBitmap;

/**
 * The facet values of one field in a view (ranking reference, 5.2): numbers ascending (-0.0 just
 * above 0), then normalized strings by UTF-8 bytes. Values are addressed by their place; some may
 * have no document in the view.
 */
public interface FacetColumn {

  int numbers();

  double number(int place);

  RoaringBitmap withNumber(int place);

  int strings();

  String string(int place);

  RoaringBitmap withString(int place);

  /** The spelling of a string value in a document that has it. */
  String spelling(int place, int document);

  /** Documents having at least one number; at least one string. */
  RoaringBitmap withNumbers();

  RoaringBitmap withStrings();

  /** Places of a document's numbers and strings, ascending. */
  int[] numbersOf(int document);

  int[] stringsOf(int document);

  /** Documents with a number within bounds, each inclusive or not. */
  RoaringBitmap between(double low, boolean lowInclusive, double high, boolean highInclusive);

  /** The first place whose number (string) is not below the value. */
  int numberCeiling(double value);

  int stringCeiling(String value);
}
