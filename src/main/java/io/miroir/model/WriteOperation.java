package io.miroir.model;

/**
 * One write of one shard, as every replica applies it, in sequence order.
 *
 * @param key the primary key as text; empty for {@link Kind#CLEAR}
 * @param ordinal birth place for a document that this write makes; a document already there keeps
 *     its own
 * @param sequence see {@link SequenceNumber}; 0 until the shard entity has given one
 * @param document the JSON object as UTF-8 for REPLACE and UPDATE, else empty
 */
public record WriteOperation(Kind kind, String key, long ordinal, long sequence, byte[] document)
    implements CborSerializable {
  private static final byte[] NOTHING = {};

  public enum Kind {
    /** The document becomes what is given. */
    REPLACE,
    /** Top-level fields given replace those stored, the others stay. */
    UPDATE,
    /** REPLACE, but only of a document that exists. */
    REPLACE_EXISTING,
    /** UPDATE, but only of a document that exists. */
    UPDATE_EXISTING,
    DELETE,
    /** Deletes every document of the shard. */
    CLEAR,
    /**
     * Repair: the document becomes what is given, ordinal and sequence too, unless the stored one
     * or its tombstone has a sequence at least as high. Judged per document, not by the shard's
     * last sequence, which it leaves alone.
     */
    COPY,
    /** Repair: like COPY, for a deletion. */
    COPY_DELETE
  }

  public static WriteOperation delete(String key) {
    return new WriteOperation(Kind.DELETE, key, 0, 0, NOTHING);
  }

  public static WriteOperation clear() {
    return new WriteOperation(Kind.CLEAR, "", 0, 0, NOTHING);
  }

  public WriteOperation withSequence(long number) {
    return new WriteOperation(kind, key, ordinal, number, document);
  }
}
