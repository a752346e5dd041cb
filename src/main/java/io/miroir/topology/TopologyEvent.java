package io.miroir.topology;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.Allocation;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.util.List;

/** What happened to the topology. Stored for good: names and meanings never change. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TopologyEvent.NodeRegistered.class, name = "node-registered"),
  @JsonSubTypes.Type(value = TopologyEvent.NodeStateChanged.class, name = "node-state-changed"),
  @JsonSubTypes.Type(value = TopologyEvent.NodeRemoved.class, name = "node-removed"),
  @JsonSubTypes.Type(value = TopologyEvent.MemberRegistered.class, name = "member-registered"),
  @JsonSubTypes.Type(value = TopologyEvent.MemberForgotten.class, name = "member-forgotten"),
  @JsonSubTypes.Type(value = TopologyEvent.Allocated.class, name = "allocated"),
  @JsonSubTypes.Type(value = TopologyEvent.Dropped.class, name = "dropped"),
  @JsonSubTypes.Type(value = TopologyEvent.ReplicaChanged.class, name = "replica-changed"),
  @JsonSubTypes.Type(value = TopologyEvent.ReplicaAdded.class, name = "replica-added"),
  @JsonSubTypes.Type(value = TopologyEvent.ReplicaRemoved.class, name = "replica-removed")
})
sealed interface TopologyEvent extends CborSerializable {

  record NodeRegistered(NodeEntry node) implements TopologyEvent {}

  record NodeStateChanged(NodeId node, NodeEntry.State state, String reason)
      implements TopologyEvent {}

  record NodeRemoved(NodeId node) implements TopologyEvent {}

  record MemberRegistered(MemberEntry member) implements TopologyEvent {}

  record MemberForgotten(String memberId) implements TopologyEvent {}

  record Allocated(List<Allocation> allocations) implements TopologyEvent {}

  record Dropped(List<IndexId> indexes) implements TopologyEvent {}

  record ReplicaChanged(ShardId shard, NodeId node, Replica.State state, int epoch, String reason)
      implements TopologyEvent {}

  /** A node shall hold a copy; it begins empty, or with whatever it still has, and not in sync. */
  record ReplicaAdded(ShardId shard, Replica replica, String reason) implements TopologyEvent {}

  /** A node shall hold no copy of the shard any more. */
  record ReplicaRemoved(ShardId shard, NodeId node, String reason) implements TopologyEvent {}

  /** How an event lies in the journal: the class name Akka stores with it is this one, always. */
  record Stored(TopologyEvent event) implements CborSerializable {}
}
