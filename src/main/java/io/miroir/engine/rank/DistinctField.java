package io.miroir.engine.rank;

import io.miroir.engine.store.FacetColumn;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** Finds documents that share a value of the distinct field (ranking reference, 6.1). */
final class DistinctField {
  private static final String NUMBER = "n:";
  private static final String STRING = "s:";

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

  /** All documents with every value of this one, itself too; empty when it has none. */
  RoaringBitmap covering(int document) {
    RoaringBitmap found = null;
    if (column != null) {
      for (int place : column.numbersOf(document)) {
        found = and(found, column.withNumber(place));
      }
      for (int place : column.stringsOf(document)) {
        found = and(found, column.withString(place));
      }
    }
    return found == null ? new RoaringBitmap() : found;
  }

  private static RoaringBitmap and(RoaringBitmap found, RoaringBitmap more) {
    return found == null ? more.clone() : RoaringBitmap.and(found, more);
  }

  /** All documents with one of these values, named as {@link #values} names them. */
  RoaringBitmap having(List<String> values) {
    var found = new RoaringBitmap();
    for (String value : column == null ? List.<String>of() : values) {
      if (value.startsWith(NUMBER)) {
        double number = Double.parseDouble(value.substring(NUMBER.length()));
        int place = column.numberCeiling(number);
        if (place < column.numbers() && same(column.number(place), number)) {
          found.or(column.withNumber(place));
        }
      } else {
        String text = value.substring(STRING.length());
        int place = column.stringCeiling(text);
        if (place < column.strings() && column.string(place).equals(text)) {
          found.or(column.withString(place));
        }
      }
    }
    return found;
  }

  private static boolean same(double left, double right) {
    return Double.doubleToLongBits(left) == Double.doubleToLongBits(right);
  }

  /** The document of an ordinal among those with one of these values, or -1. */
  int withOrdinal(List<String> values, long ordinal) {
    for (int document : having(values)) {
      if (view.ordinal(document) == ordinal) {
        return document;
      }
    }
    return -1;
  }

  /** Combinations of values that some documents have, each with its first ordinal. */
  List<PartAnswer.Combination> combinations(RoaringBitmap documents) {
    Map<List<String>, Long> found = new LinkedHashMap<>();
    for (int document : view.byOrdinal(documents, Integer.MAX_VALUE)) {
      List<String> values = values(document);
      if (!values.isEmpty()) {
        found.putIfAbsent(values, view.ordinal(document));
      }
    }
    List<PartAnswer.Combination> list = new ArrayList<>(found.size());
    found.forEach((values, ordinal) -> list.add(new PartAnswer.Combination(values, ordinal)));
    return list;
  }

  /** Documents without a value, and those of some ordinals. */
  RoaringBitmap survivors(RoaringBitmap documents, List<Long> ordinals) {
    Set<Long> surviving = new HashSet<>(ordinals);
    var kept = new RoaringBitmap();
    for (int document : documents) {
      if (surviving.contains(view.ordinal(document)) || values(document).isEmpty()) {
        kept.add(document);
      }
    }
    return kept;
  }

  /** The values of a document as {@link io.miroir.engine.query.RankedHit} names them. */
  List<String> values(int document) {
    List<String> found = new ArrayList<>();
    if (column != null) {
      for (int place : column.numbersOf(document)) {
        found.add(NUMBER + column.number(place));
      }
      for (int place : column.stringsOf(document)) {
        found.add(STRING + column.string(place));
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
