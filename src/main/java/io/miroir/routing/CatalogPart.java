package io.miroir.routing;

import io.miroir.model.CborSerializable;
import java.util.List;

/**
 * The half of the routing table that the catalog owns, as it is published: one value, so that a
 * swap of uids is seen by a member as a whole or not at all.
 *
 * @param version grows with every change
 */
public record CatalogPart(long version, List<IndexRecord> indexes) implements CborSerializable {
  public static final CatalogPart EMPTY = new CatalogPart(0, List.of());

  public CatalogPart {
    indexes = List.copyOf(indexes);
  }
}
