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
     * Repair: the document becomes what is given, ordinal and sequence too, whatever is stored; the
     * shard's last sequence stays. Only for a replica that takes no other writes meanwhile: what it
     * holds may be writes that nobody acknowledged, so a higher number proves nothing.
     */
    COPY,
    /** Repair: like COPY, the document is gone. */
    COPY_DELETE,
    /** Nothing but the number: what in-sync replicas get where a repaired one gets REPAIRED. */
    ADVANCE,
    /**
     * The end of a repair: the replica has everything up to this number, but does not know of every
     * deletion before it.
     */
    REPAIRED
  }

  public static WriteOperation delete(String key) {
    return new WriteOperation(Kind.DELETE, key, 0, 0, NOTHING);
  }

  public static WriteOperation clear() {
    return new WriteOperation(Kind.CLEAR, "", 0, 0, NOTHING);
  }

  public static WriteOperation advance(long sequence) {
    return new WriteOperation(Kind.ADVANCE, "", 0, sequence, NOTHING);
  }

  public static WriteOperation repaired(long sequence) {
    return new WriteOperation(Kind.REPAIRED, "", 0, sequence, NOTHING);
  }

  /** Repair: a document that another replica has. */
  public static WriteOperation copy(String key, long ordinal, long sequence, byte[] document) {
    return new WriteOperation(Kind.COPY, key, ordinal, sequence, document);
  }

  /** Repair: another replica has no such document. */
  public static WriteOperation copyDelete(String key, long sequence) {
    return new WriteOperation(Kind.COPY_DELETE, key, 0, sequence, NOTHING);
  }

  public WriteOperation withSequence(long number) {
    return new WriteOperation(kind, key, ordinal, number, document);
  }
}
