package io.miroir.topology.tables;

import io.miroir.model.CborSerializable;

/**
 * One piece of a published part, small enough for a remoting frame.
 *
 * @param version of the whole part
 * @param count of the pieces that together hold this version
 */
record PublishedChunk(long version, int count, byte[] bytes) implements CborSerializable {
  static final PublishedChunk NOTHING = new PublishedChunk(0, 0, new byte[0]);
}
