package io.miroir.engine.store;

import java.util.Arrays;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * Where a word (or any word of a prefix) stands: documents by field, and by bucketed position.
 * Immutable once built.
 *
 * @param fields ascending, as are {@code positions}
 */
record WordPlaces(
    int[] fields, RoaringBitmap[] inField, int[] positions, RoaringBitmap[] atPosition) {
  private static final RoaringBitmap NONE = new RoaringBitmap();

  RoaringBitmap inField(int field) {
    int place = Arrays.binarySearch(fields, field);
    return place < 0 ? NONE : inField[place];
  }

  RoaringBitmap atPosition(int position) {
    int place = Arrays.binarySearch(positions, position);
    return place < 0 ? NONE : atPosition[place];
  }

  long bytes() {
    long sum = 4L * (fields.length + positions.length);
    for (RoaringBitmap bitmap : inField) {
      sum += RelationCache.bytes(bitmap);
    }
    for (RoaringBitmap bitmap : atPosition) {
      sum += RelationCache.bytes(bitmap);
    }
    return sum;
  }

  /** Collects places, document by document. */
  static final class Builder {
    private final TreeMap<Integer, RoaringBitmap> fields = new TreeMap<>();
    private final TreeMap<Integer, RoaringBitmap> positions = new TreeMap<>();
    private int lastField = -1;
    private RoaringBitmap lastFieldBitmap;
    private int lastBucket = -1;
    private RoaringBitmap lastBucketBitmap;

    /**
     * @param place field and position as the cursor gives them
     */
    void add(int document, int place) {
      int field = place >>> 16;
      if (field != lastField) {
        lastField = field;
        lastFieldBitmap = fields.computeIfAbsent(field, f -> new RoaringBitmap());
      }
      lastFieldBitmap.add(document);
      int bucket = Layout.bucket(place & 0xFFFF);
      if (bucket != lastBucket) {
        lastBucket = bucket;
        lastBucketBitmap = positions.computeIfAbsent(bucket, p -> new RoaringBitmap());
      }
      lastBucketBitmap.add(document);
    }

    /** Adds another segment's places, its documents moved and cut to those of a view. */
    void add(WordPlaces segment, Leaf leaf) {
      for (int i = 0; i < segment.fields.length; i++) {
        leaf.into(segment.inField[i], fields.computeIfAbsent(segment.fields[i], f -> fresh()));
      }
      for (int i = 0; i < segment.positions.length; i++) {
        leaf.into(
            segment.atPosition[i], positions.computeIfAbsent(segment.positions[i], p -> fresh()));
      }
    }

    private static RoaringBitmap fresh() {
      return new RoaringBitmap();
    }

    WordPlaces build() {
      fields.values().removeIf(RoaringBitmap::isEmpty);
      positions.values().removeIf(RoaringBitmap::isEmpty);
      return new WordPlaces(keys(fields), bitmaps(fields), keys(positions), bitmaps(positions));
    }

    private static int[] keys(TreeMap<Integer, RoaringBitmap> map) {
      return map.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private static RoaringBitmap[] bitmaps(TreeMap<Integer, RoaringBitmap> map) {
      return map.values().toArray(RoaringBitmap[]::new);
    }
  }
}
