package io.miroir.topology.tables;

import akka.cluster.ddata.Key;
import akka.cluster.ddata.LWWRegister;
import akka.cluster.ddata.LWWRegisterKey;
import io.miroir.routing.CatalogPart;
import io.miroir.routing.TopologyPart;
import java.util.List;
import java.util.stream.IntStream;

/** Under which keys of Distributed Data a part of the routing table is published. */
public enum PartKey {
  TOPOLOGY(TopologyPart.class),
  CATALOG(CatalogPart.class);

  /** Compressed; with Akka's wrapping well below the frame of 1 MiB. */
  static final int CHUNK_BYTES_MAX = 512 * 1024;

  /** So a part has at most 8 MiB compressed. */
  static final int CHUNKS_MAX = 16;

  private final Class<?> type;
  private final List<Key<LWWRegister<PublishedChunk>>> keys;

  PartKey(Class<?> type) {
    this.type = type;
    String prefix = "routing-" + name().toLowerCase(java.util.Locale.ROOT) + "-";
    this.keys =
        IntStream.range(0, CHUNKS_MAX)
            .<Key<LWWRegister<PublishedChunk>>>mapToObj(i -> LWWRegisterKey.create(prefix + i))
            .toList();
  }

  Class<?> type() {
    return type;
  }

  Key<LWWRegister<PublishedChunk>> chunk(int number) {
    return keys.get(number);
  }
}
