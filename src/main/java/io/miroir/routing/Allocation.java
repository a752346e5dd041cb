package io.miroir.routing;

import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import java.util.List;

/**
 * Where the shards of one index are.
 *
 * @param catalogVersion of the catalog in which the topology saw the index; only a newer catalog
 *     without it proves that it was deleted
 * @param shards replicas by shard number
 */
public record Allocation(IndexId index, long catalogVersion, List<List<Replica>> shards)
    implements CborSerializable {
  public Allocation {
    shards = shards.stream().map(List::copyOf).toList();
  }
}
