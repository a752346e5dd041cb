package io.miroir.engine.wal;

/**
 * One operation as the log keeps it: resolved, so that replaying needs nothing but the log. A
 * partial update stands here as the whole document it made.
 *
 * @param key empty where none is meant
 * @param ordinal of the document, 0 where none is meant
 * @param source the whole document as UTF-8 JSON for PUT, else empty
 * @param repair copied from another replica, whatever was here: leaves the shard's last sequence
 *     number alone (but a SKIP, which ends a repair)
 */
public record LoggedOperation(
    Kind kind, int shard, String key, long ordinal, long sequence, boolean repair, byte[] source) {
  private static final byte[] NOTHING = {};

  public enum Kind {
    /** The document is this from now on. */
    PUT,
    /** The document is gone, and that is remembered. */
    DELETE,
    /** All documents of the shard are gone. */
    CLEAR,
    /** Nothing changed but the shard's sequence number. */
    SKIP,
    /** The shard has left this node: documents, deletions and sequence number. */
    DROP;

    private static final Kind[] BY_CODE = values();

    static Kind of(int code) {
      if (code < 0 || code >= BY_CODE.length) {
        throw new IllegalArgumentException("unknown kind of logged operation: " + code);
      }
      return BY_CODE[code];
    }
  }

  public static LoggedOperation put(
      int shard, String key, long ordinal, long sequence, boolean repair, byte[] source) {
    return new LoggedOperation(Kind.PUT, shard, key, ordinal, sequence, repair, source);
  }

  public static LoggedOperation delete(int shard, String key, long sequence, boolean repair) {
    return new LoggedOperation(Kind.DELETE, shard, key, 0, sequence, repair, NOTHING);
  }

  public static LoggedOperation clear(int shard, long sequence) {
    return new LoggedOperation(Kind.CLEAR, shard, "", 0, sequence, false, NOTHING);
  }

  public static LoggedOperation skip(int shard, long sequence) {
    return new LoggedOperation(Kind.SKIP, shard, "", 0, sequence, false, NOTHING);
  }

  /** A skip that ends a repair: deletions up to it may have happened elsewhere. */
  public static LoggedOperation repaired(int shard, long sequence) {
    return new LoggedOperation(Kind.SKIP, shard, "", 0, sequence, true, NOTHING);
  }

  public static LoggedOperation drop(int shard) {
    return new LoggedOperation(Kind.DROP, shard, "", 0, 0, false, NOTHING);
  }

  /** About how many bytes it takes in the log. */
  public int size() {
    return source.length + key.length() + 32;
  }
}
