package io.miroir.engine;

import io.miroir.model.IndexId;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The indexes of one node in one directory. Only one engine may have a directory open at a time.
 */
public interface Engine extends AutoCloseable {

  /** Makes an index, or returns the one there is (its definition untouched). */
  EngineIndex create(IndexId id, IndexDefinition definition) throws IOException;

  Optional<EngineIndex> find(IndexId id);

  Set<IndexId> ids();

  /** Deletes an index with its files; reads under way end normally. Unknown ids are fine. */
  void drop(IndexId id) throws IOException;

  /** Bytes on disk. */
  long sizeBytes() throws IOException;

  /** Makes everything durable and releases the directory. */
  @Override
  void close() throws IOException;
}
