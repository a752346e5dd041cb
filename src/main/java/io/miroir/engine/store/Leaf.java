package io.miroir.engine.store;

import org.roaringbitmap.RoaringBitmap;

/**
 * A segment as part of a view.
 *
 * @param whole every document of the segment is live and belongs to the view
 * @param documents of the view, in the view's numbers
 */
record Leaf(SegmentRelations segment, boolean whole, RoaringBitmap documents) {

  /** Adds a segment's documents to a view's set. */
  void into(RoaringBitmap local, RoaringBitmap view) {
    if (!local.isEmpty()) {
      view.or(of(local));
    }
  }

  /** A segment's documents as the view's; may be the same object. */
  RoaringBitmap of(RoaringBitmap local) {
    int base = segment.documentBase();
    RoaringBitmap moved = base == 0 ? local : RoaringBitmap.addOffset(local, base);
    return whole ? moved : RoaringBitmap.and(moved, documents);
  }

  boolean has(int localDocument) {
    return whole || documents.contains(segment.documentBase() + localDocument);
  }
}
