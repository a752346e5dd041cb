package io.miroir.search;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.ConfigFactory;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.GroupId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.node.Nodes;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.node.UnavailableNode;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a query costs beside the nodes' own work: nodes here answer at once. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class QueryBenchmark {
  private static final IndexUid UID = new IndexUid("u");

  private final ActorSystem<QuerySessions.Begin> system =
      ActorSystem.create(
          QuerySessions.create(),
          "bench",
          ConfigFactory.parseString("akka { actor.provider = local, log-dead-letters = off }")
              .withFallback(ConfigFactory.defaultReference()));
  private final SearchRequest request = Given.request(0, 20);
  private final ClusterSearches one = searches(1);
  private final ClusterSearches three = searches(3);

  private ClusterSearches searches(int nodes) {
    List<List<Replica>> allocation = new ArrayList<>();
    for (int shard = 0; shard < 16; shard++) {
      NodeId node = new NodeId("n" + shard % nodes);
      allocation.add(List.of(new Replica(node, new GroupId("g"), Replica.State.IN_SYNC)));
    }
    RoutingTable table = Given.table(Map.of(), allocation);
    SearchAnswer answer = new SearchAnswer(new Given(1).ranked(20), 20, List.of(), -1, false);
    SearchNode ready =
        new UnavailableNode("n") {
          @Override
          public CompletionStage<SearchAnswer> search(ReadScope scope, SearchRequest asked) {
            return CompletableFuture.completedFuture(answer);
          }
        };
    Nodes door = id -> ready;
    return ClusterSearches.create(
        (akka.actor.typed.ActorRef<QuerySessions.Begin>) system,
        SearchConfig.DEFAULT,
        door,
        fixed(table),
        null,
        Set.of(new NodeId("n0")));
  }

  private static RoutingTables fixed(RoutingTable table) {
    return new RoutingTables() {
      @Override
      public RoutingTable current() {
        return table;
      }

      @Override
      public CompletionStage<RoutingTable> await(Predicate<RoutingTable> condition) {
        return CompletableFuture.completedFuture(table);
      }

      @Override
      public void subscribe(Consumer<RoutingTable> listener) {}
    };
  }

  @Benchmark
  public Object oneLocalNode() {
    return one.search(UID, request).toCompletableFuture().join();
  }

  @Benchmark
  public Object threeNodesInASession() {
    return three.search(UID, request).toCompletableFuture().join();
  }

  @TearDown
  public void stop() {
    system.terminate();
  }
}
