package io.miroir.operations.saga;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.miroir.model.CborSerializable;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;

/** What an operator, or the cluster itself, wants to be done. Stored for good. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Request.Rebalance.class, name = "rebalance"),
  @JsonSubTypes.Type(value = Request.Heal.class, name = "heal"),
  @JsonSubTypes.Type(value = Request.Drain.class, name = "drain"),
  @JsonSubTypes.Type(value = Request.Remove.class, name = "remove"),
  @JsonSubTypes.Type(value = Request.Replace.class, name = "replace"),
  @JsonSubTypes.Type(value = Request.Move.class, name = "move"),
  @JsonSubTypes.Type(value = Request.ChangeFactor.class, name = "change-replication-factor")
})
public sealed interface Request extends CborSerializable {

  /** From the allocation there is to the placement there should be: nodes joined, or came back. */
  record Rebalance() implements Request {}

  /** Makes the copies of a lost node elsewhere. */
  record Heal(NodeId node) implements Request {}

  /** Moves every copy off a node, which stays in the cluster and gets none. */
  record Drain(NodeId node) implements Request {}

  /**
   * Drains a node and takes it out for good.
   *
   * @param force take it out even where no other node can take its copies: fewer copies remain
   */
  record Remove(NodeId node, boolean force) implements Request {}

  /** Moves every copy of a node to another one, and takes the first out for good. */
  record Replace(NodeId node, NodeId by) implements Request {}

  record Move(ShardId shard, NodeId from, NodeId to) implements Request {}

  record ChangeFactor(IndexId index, int factor) implements Request {}

  /** In one word, for people. */
  default String kind() {
    return switch (this) {
      case Rebalance r -> "rebalance";
      case Heal r -> "heal";
      case Drain r -> "drain";
      case Remove r -> "remove";
      case Replace r -> "replace";
      case Move r -> "move";
      case ChangeFactor r -> "change-replication-factor";
    };
  }

  /** What it is about, for people. */
  default String subject() {
    return switch (this) {
      case Rebalance r -> "all nodes";
      case Heal r -> "node " + r.node();
      case Drain r -> "node " + r.node();
      case Remove r -> "node " + r.node();
      case Replace r -> "node " + r.node() + " by " + r.by();
      case Move r -> "shard " + r.shard() + " from " + r.from() + " to " + r.to();
      case ChangeFactor r -> "index " + r.index() + " to " + r.factor();
    };
  }
}
