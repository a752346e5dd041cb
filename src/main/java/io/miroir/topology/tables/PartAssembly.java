package io.miroir.topology.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chunks of one part as they arrive, in any order and mixed with those of other versions. */
final class PartAssembly {
  private final PublishedChunk[] chunks = new PublishedChunk[PartKey.CHUNKS_MAX];
  private long assembled;

  /**
   * @return all chunks of a version newer than those before, when this one completes it
   */
  Optional<List<PublishedChunk>> add(int number, PublishedChunk chunk) {
    chunks[number] = chunk;
    PublishedChunk first = chunks[0];
    if (first == null || first.version() <= assembled) {
      return Optional.empty();
    }
    List<PublishedChunk> whole = new ArrayList<>(first.count());
    for (int i = 0; i < first.count(); i++) {
      if (chunks[i] == null || chunks[i].version() != first.version()) {
        return Optional.empty();
      }
      whole.add(chunks[i]);
    }
    assembled = first.version();
    return Optional.of(whole);
  }
}
