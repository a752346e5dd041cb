package io.miroir.engine.rank;

import io.miroir.engine.store.FacetColumn;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Finds documents that share a value of the distinct field (ranking reference, 6.1). */
final class DistinctField {
  private final IndexView view;
  private final FacetColumn column;

  DistinctField(IndexView view, String field) {
    this.view = view;
    this.column = view.facets(field);
  }

  /** All documents with a value of this one, itself too; empty when it has none. */
  RoaringBitmap sharing(int document) {
    var found = new RoaringBitmap();
    if (column != null) {
      for (int place : column.numbersOf(document)) {
        found.or(column.withNumber(place));
      }
      for (int place : column.stringsOf(document)) {
        found.or(column.withString(place));
      }
    }
    return found;
  }

  /** The values of a document as {@link io.miroir.engine.query.RankedHit} names them. */
  List<String> values(int document) {
    List<String> found = new ArrayList<>();
    if (column != null) {
      for (int place : column.numbersOf(document)) {
        found.add("n:" + column.number(place));
      }
      for (int place : column.stringsOf(document)) {
        found.add("s:" + column.string(place));
      }
    }
    return found;
  }

  /** One document per value, the first by ordinal, and all without a value. */
  RoaringBitmap deduplicate(RoaringBitmap documents) {
    var kept = new RoaringBitmap();
    var gone = new RoaringBitmap();
    for (int document : view.byOrdinal(documents, Integer.MAX_VALUE)) {
      if (!gone.contains(document)) {
        kept.add(document);
        gone.or(sharing(document));
      }
    }
    return kept;
  }
}
