package io.miroir.routing;

import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What routing costs per document: hash of its key and look-up of the shard's replicas. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RoutingBenchmark {
  private static final int KEYS = 1024;
  private static final int SHARDS = 16;

  private String[] keys;
  private List<List<Replica>> allocation;
  private List<NodeEntry> nodes;
  private int next;

  @Setup
  public void prepare() {
    keys =
        IntStream.range(0, KEYS)
            .mapToObj(i -> "product-" + (1_000_000 + i * 7919))
            .toArray(String[]::new);
    nodes = IntStream.range(0, 5).mapToObj(RoutingBenchmark::node).toList();
    allocation =
        IntStream.range(0, SHARDS)
            .mapToObj(i -> Placement.place(new ShardId(new IndexId("i0"), i), 2, nodes))
            .toList();
  }

  private static NodeEntry node(int number) {
    return new NodeEntry(
        new NodeId("n" + number),
        NodeEntry.Kind.EMBEDDED,
        GroupId.DEFAULT,
        "",
        NodeEntry.State.ACTIVE,
        Optional.empty(),
        Optional.empty());
  }

  @Benchmark
  public List<Replica> hashAndLookUp() {
    next = next + 1 & KEYS - 1;
    return allocation.get(ShardHash.shardOf(keys[next], SHARDS));
  }

  @Benchmark
  public List<Replica> placeOneShard() {
    next = next + 1 & KEYS - 1;
    return Placement.place(new ShardId(new IndexId("i0"), next), 2, nodes);
  }

  public static void main(String[] args) throws Exception {
    org.openjdk.jmh.Main.main(new String[] {RoutingBenchmark.class.getName()});
  }
}
