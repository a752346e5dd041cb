package io.miroir.topology;

import akka.Done;
import akka.pattern.StatusReply;
import io.miroir.model.ErrorCode;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The door to the singleton from any member, through its proxy. */
final class TopologyClient implements Topology {
  private final SingletonAsk<TopologySingleton.Command> singleton;
  private final Observations observations = new Observations();

  TopologyClient(SingletonAsk<TopologySingleton.Command> singleton) {
    this.singleton = singleton;
  }

  @Override
  public CompletionStage<NodeEntry> register(NodeEntry node) {
    return explained(
        singleton.askSlow(replyTo -> new TopologySingleton.RegisterNode(node, replyTo)));
  }

  @Override
  public CompletionStage<NodeEntry> remove(NodeId node) {
    return explained(singleton.ask(replyTo -> new TopologySingleton.RemoveNode(node, replyTo)));
  }

  @Override
  public CompletionStage<Members> registerMember(MemberEntry member) {
    return explained(
        singleton.askSlow(replyTo -> new TopologySingleton.RegisterMember(member, replyTo)));
  }

  @Override
  public CompletionStage<Boolean> markStale(ShardId shard, NodeId node, int epoch, String reason) {
    return change(shard, node, Replica.State.STALE, epoch, reason);
  }

  @Override
  public CompletionStage<Boolean> markFilling(ShardId shard, NodeId node, int epoch) {
    return change(shard, node, Replica.State.FILLING, epoch, "being repaired");
  }

  @Override
  public CompletionStage<Boolean> markInSync(ShardId shard, NodeId node, int epoch) {
    return change(shard, node, Replica.State.IN_SYNC, epoch, "proven equal");
  }

  private CompletionStage<Boolean> change(
      ShardId shard, NodeId node, Replica.State state, int epoch, String reason) {
    return explained(
        singleton.askSlow(
            replyTo ->
                new TopologySingleton.ChangeReplica(shard, node, state, epoch, reason, replyTo)));
  }

  @Override
  public CompletionStage<Boolean> addReplica(ShardId shard, NodeId node, String reason) {
    return explained(
        singleton.askSlow(
            replyTo -> new TopologySingleton.AddReplica(shard, node, reason, replyTo)));
  }

  @Override
  public CompletionStage<Boolean> removeReplica(
      ShardId shard, NodeId node, Optional<NodeId> successor, String reason) {
    return explained(
        singleton.askSlow(
            replyTo ->
                new TopologySingleton.RemoveReplica(shard, node, successor, reason, replyTo)));
  }

  @Override
  public CompletionStage<Boolean> drain(NodeId node, boolean draining, String reason) {
    return explained(
        singleton.askSlow(replyTo -> new TopologySingleton.Drain(node, draining, reason, replyTo)));
  }

  @Override
  public CompletionStage<Boolean> unlisted(ShardId shard, NodeId node) {
    return explained(
        singleton.askSlow(replyTo -> new TopologySingleton.AwaitUnlisted(shard, node, replyTo)));
  }

  @Override
  public CompletionStage<Done> confirmed(long topologyVersion, long catalogVersion) {
    CompletionStage<Boolean> answer =
        singleton.askSlow(
            replyTo ->
                new TopologySingleton.AwaitConfirmed(topologyVersion, catalogVersion, replyTo));
    return explained(answer.thenApply(yes -> Done.getInstance()));
  }

  @Override
  public void observed(NodeId node, boolean ok, long latencyNanos) {
    observations
        .add(node, ok, System.nanoTime())
        .ifPresent(
            sum ->
                singleton
                    .proxy()
                    .tell(new TopologySingleton.Observed(node, sum.answered(), sum.failed())));
  }

  @Override
  public CompletionStage<List<NodeHealth>> health() {
    CompletionStage<TopologySingleton.HealthReport> answer =
        singleton.ask(TopologySingleton.DescribeHealth::new);
    return explained(answer.thenApply(TopologySingleton.HealthReport::nodes));
  }

  /** A refusal in words becomes a problem that routes can show. */
  private static <T> CompletionStage<T> explained(CompletionStage<T> answer) {
    return answer
        .handle(
            (value, failure) -> failure == null ? done(value) : TopologyClient.<T>failed(failure))
        .thenCompose(stage -> stage);
  }

  private static <T> CompletionStage<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }

  private static <T> CompletionStage<T> failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return CompletableFuture.failedFuture(
        cause instanceof StatusReply.ErrorMessage
            ? ProblemException.of(ErrorCode.MIROIR_UNAVAILABLE, cause.getMessage())
            : cause);
  }
}
