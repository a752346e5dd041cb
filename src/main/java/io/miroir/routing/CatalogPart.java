package io.miroir.routing;

import io.miroir.model.CborSerializable;
import java.util.List;
import java.util.Set;

/**
 * The half of the routing table that the catalog owns, as it is published: one value, so that a
 * swap of uids is seen by a member as a whole or not at all.
 *
 * @param version grows with every change
 * @param features names of the experimental features that are on
 * @param keys API keys, newest first
 */
public record CatalogPart(
    long version, List<IndexRecord> indexes, Set<String> features, List<KeyRecord> keys)
    implements CborSerializable {
  public static final CatalogPart EMPTY = new CatalogPart(0, List.of(), Set.of(), List.of());

  public CatalogPart {
    indexes = List.copyOf(indexes);
    // A member of an older version publishes none.
    features = features == null ? Set.of() : Set.copyOf(features);
    keys = keys == null ? List.of() : List.copyOf(keys);
  }
}
