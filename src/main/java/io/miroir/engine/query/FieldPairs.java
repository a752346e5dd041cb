package io.miroir.engine.query;

import io.miroir.engine.store.IndexView;
import java.util.function.IntPredicate;
import org.roaringbitmap.RoaringBitmap;

/** Pairs of words under {@code byAttribute}: both stand in one field (ranking reference, 1.5). */
public final class FieldPairs {
  private FieldPairs() {}

  public static RoaringBitmap inOneField(IndexView view, String left, String right) {
    return inOneField(view, left, right, field -> true);
  }

  /** A new bitmap of the documents with both words in one of the allowed fields. */
  public static RoaringBitmap inOneField(
      IndexView view, String left, String right, IntPredicate allowed) {
    var found = new RoaringBitmap();
    for (int field : view.fieldsOf(left)) {
      if (allowed.test(field)) {
        RoaringBitmap others = view.inField(right, field);
        if (!others.isEmpty()) {
          found.or(RoaringBitmap.and(view.inField(left, field), others));
        }
      }
    }
    return found;
  }
}
