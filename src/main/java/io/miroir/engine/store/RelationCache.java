package io.miroir.engine.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import org.roaringbitmap.RoaringBitmap;

/**
 * Derived relations, shared by all indexes of an engine and bounded by bytes. Entries belong to
 * owners that never change (a segment, a shard set of a snapshot), so an entry is right for as long
 * as anybody can ask for it; those of gone owners age out.
 */
public final class RelationCache {

  /** Names a relation of an owner; the owner is compared by identity. */
  record Key(Object owner, Kind kind, String first, String second, int number) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && owner == key.owner
          && kind == key.kind
          && number == key.number
          && first.equals(key.first)
          && second.equals(key.second);
    }

    @Override
    public int hashCode() {
      int hash = System.identityHashCode(owner) * 31 + kind.ordinal();
      return ((hash * 31 + number) * 31 + first.hashCode()) * 31 + second.hashCode();
    }
  }

  enum Kind {
    TERM,
    PLACES,
    PAIRS,
    PREFIX_DOCUMENTS,
    PREFIX_PLACES,
    PREFIX_PAIRS,
    PREFIX_MEMBER,
    COLUMN,
    WORDS,
    MERGED_WORDS
  }

  /** A value and about how many bytes it takes. */
  private record Sized(Object value, int bytes) {}

  /** Works a relation out. */
  interface Source<T> {
    T get() throws IOException;
  }

  private static final int ENTRY_BYTES = 160;

  private final Cache<Key, Sized> cache;

  /**
   * @param bytesMax of all entries together
   */
  public RelationCache(long bytesMax) {
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((Key key, Sized value) -> value.bytes())
            .executor(Runnable::run)
            .build();
  }

  /**
   * The cached relation, or a new one; two threads may work the same one out, which is harmless.
   */
  @SuppressWarnings("unchecked")
  <T> T get(Key key, Source<T> source) throws IOException {
    Sized known = cache.getIfPresent(key);
    if (known == null) {
      known = sized(key, source.get());
      cache.put(key, known);
    }
    return (T) known.value();
  }

  /** Keeps another value in place of one that is out of date. */
  void put(Key key, Object value) {
    cache.put(key, sized(key, value));
  }

  private static Sized sized(Key key, Object value) {
    int names = 2 * (key.first().length() + key.second().length());
    return new Sized(value, ENTRY_BYTES + names + bytes(value));
  }

  private static int bytes(Object value) {
    return switch (value) {
      case RoaringBitmap bitmap -> bytes(bitmap);
      case RoaringBitmap[] bitmaps -> {
        long sum = 0;
        for (RoaringBitmap bitmap : bitmaps) {
          sum += bytes(bitmap);
        }
        yield clamp(sum);
      }
      case WordPlaces places -> clamp(places.bytes());
      case WordList words -> clamp(words.bytes());
      case MergedWords merged -> clamp(merged.words().bytes());
      case StoredColumn column -> clamp(column.bytes());
      default -> 16;
    };
  }

  static int bytes(RoaringBitmap bitmap) {
    return clamp(96 + bitmap.getLongSizeInBytes());
  }

  private static int clamp(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE / 2, bytes);
  }
}
