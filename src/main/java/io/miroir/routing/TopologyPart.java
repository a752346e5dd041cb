package io.miroir.routing;

import io.miroir.model.CborSerializable;
import java.util.List;

/**
 * The half of the routing table that the topology owns, as it is published.
 *
 * @param version grows with every change
 * @param members known to the cluster; more than a majority of them is needed to form it again
 */
public record TopologyPart(
    long version, List<NodeEntry> nodes, List<MemberEntry> members, List<Allocation> allocations)
    implements CborSerializable {
  public static final TopologyPart EMPTY = new TopologyPart(0, List.of(), List.of(), List.of());

  public TopologyPart {
    nodes = List.copyOf(nodes);
    members = List.copyOf(members);
    allocations = List.copyOf(allocations);
  }
}
