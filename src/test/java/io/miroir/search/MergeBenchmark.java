package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the coordinator itself does for a query: planning and merging. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MergeBenchmark {
  private final Given given = new Given(1);
  private final List<SearchAnswer> thousand = answers(1000);
  private final List<SearchAnswer> thousandEach = answers(3000);
  private final List<SearchAnswer> twentyEach = answers(60);
  private final SearchRequest all = Given.request(0, 1000);
  private final SearchRequest page = Given.request(0, 20);
  private final RoutingTable threeNodes = given.cluster(1, 3, 16, 2);
  private final IndexEntry index = threeNodes.index(new IndexUid("u")).orElseThrow();
  private final int[] shards = KeyNarrowing.all(index);
  private final CoveringSets sets =
      new CoveringSets(Set.of(new NodeId("g0n0")), node -> 1e6, new Random(1));

  private List<SearchAnswer> answers(int hits) {
    List<RankedHit> ranked = given.ranked(hits);
    return given.split(ranked, 3).stream()
        .map(list -> new SearchAnswer(list, list.size(), List.of(), -1, false))
        .toList();
  }

  @Benchmark
  public Object thousandHitsFromThreeShards() {
    return SearchMerger.merge(thousand, all, Settings.DEFAULT);
  }

  @Benchmark
  public Object thousandHitsFromEachOfThreeShards() {
    return SearchMerger.merge(thousandEach, all, Settings.DEFAULT);
  }

  @Benchmark
  public Object twentyHitsFromEachOfThreeShards() {
    return SearchMerger.merge(twentyEach, page, Settings.DEFAULT);
  }

  @Benchmark
  public Object coveringSetOfSixteenShardsOnThreeNodes() {
    return sets.choose(threeNodes, index, shards, Set.of());
  }
}
