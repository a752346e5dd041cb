package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Seeded makers of hits, requests and clusters. */
final class Given {
  static final byte[] NOTHING = {};
  final Random random;

  Given(long seed) {
    this.random = new Random(seed);
  }

  static RankedHit hit(String key, long ordinal, List<RuleScore> scores, String... distinct) {
    byte[] document =
        ("{\"id\":\"" + key + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new RankedHit(key, ordinal, scores, List.of(distinct), document, NOTHING, NOTHING);
  }

  /** Scores of a keyword search with a sort in the middle; many hits are equal. */
  List<RuleScore> scores() {
    List<RuleScore> scores = new ArrayList<>();
    scores.add(new RuleScore.Words(1 + random.nextInt(3), 3));
    int maxTypos = 3 + random.nextInt(2);
    scores.add(new RuleScore.Typo(maxTypos - random.nextInt(3), maxTypos));
    scores.add(new RuleScore.Proximity(1 + random.nextInt(4), 4));
    scores.add(sort());
    scores.add(new RuleScore.WordPosition(18 + random.nextInt(4), 21));
    int exact = 1 + random.nextInt(3);
    scores.add(new RuleScore.ExactAttribute(exact));
    scores.add(new RuleScore.ExactWords(1 + random.nextInt(4), 4));
    return scores;
  }

  RuleScore.Sort sort() {
    boolean ascending = false;
    return switch (random.nextInt(4)) {
      case 0 -> new RuleScore.Sort("f", ascending, OptionalDouble.empty(), Optional.empty(), false);
      case 1 ->
          new RuleScore.Sort(
              "f", ascending, OptionalDouble.empty(), Optional.of("s" + random.nextInt(3)), false);
      default ->
          new RuleScore.Sort(
              "f", ascending, OptionalDouble.of(random.nextInt(3)), Optional.empty(), false);
    };
  }

  /** The list one node holding everything would show. */
  List<RankedHit> ranked(int count) {
    List<RankedHit> hits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      hits.add(hit("k" + i, i, scores()));
    }
    hits.sort(HitOrder.INSTANCE);
    return hits;
  }

  List<List<RankedHit>> split(List<RankedHit> hits, int shards) {
    List<List<RankedHit>> lists = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      lists.add(new ArrayList<>());
    }
    hits.forEach(hit -> lists.get(random.nextInt(shards)).add(hit));
    return lists;
  }

  /** What one node keeps: the first of each distinct value. */
  static List<RankedHit> distinct(List<RankedHit> ranked) {
    Set<String> seen = new HashSet<>();
    List<RankedHit> kept = new ArrayList<>();
    for (RankedHit hit : ranked) {
      if (hit.distinctValues().stream().noneMatch(seen::contains)) {
        seen.addAll(hit.distinctValues());
        kept.add(hit);
      }
    }
    return kept;
  }

  static SearchRequest request(int offset, int limit) {
    return new SearchRequest(
        Optional.empty(),
        offset,
        limit,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        List.of(),
        10,
        "…",
        List.of(),
        "<em>",
        "</em>",
        false,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        SearchRequest.MatchingStrategy.LAST,
        Optional.empty(),
        OptionalDouble.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        false,
        false,
        false,
        false);
  }

  /** A random cluster of groups with in-sync, stale and filling replicas; maybe holes. */
  RoutingTable cluster(int groups, int nodesPerGroup, int shards, int rf) {
    Map<NodeId, NodeEntry> nodes = new HashMap<>();
    List<List<Replica>> allocation = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      List<Replica> replicas = new ArrayList<>();
      for (int group = 0; group < groups; group++) {
        GroupId groupId = new GroupId("g" + group);
        List<Integer> order = new ArrayList<>();
        for (int node = 0; node < nodesPerGroup; node++) {
          order.add(node);
        }
        java.util.Collections.shuffle(order, random);
        for (int node : order.subList(0, Math.min(rf, nodesPerGroup))) {
          Replica.State state =
              random.nextInt(10) < 7
                  ? Replica.State.IN_SYNC
                  : random.nextBoolean() ? Replica.State.STALE : Replica.State.FILLING;
          replicas.add(new Replica(new NodeId("g" + group + "n" + node), groupId, state));
        }
      }
      allocation.add(replicas);
    }
    for (int group = 0; group < groups; group++) {
      for (int node = 0; node < nodesPerGroup; node++) {
        NodeId id = new NodeId("g" + group + "n" + node);
        NodeEntry.State state =
            random.nextInt(8) == 0 ? NodeEntry.State.FAILED : NodeEntry.State.ACTIVE;
        nodes.put(
            id,
            new NodeEntry(
                id,
                NodeEntry.Kind.EMBEDDED,
                new GroupId("g" + group),
                "",
                state,
                Optional.empty(),
                Optional.empty()));
      }
    }
    return table(nodes, allocation);
  }

  static RoutingTable table(Map<NodeId, NodeEntry> nodes, List<List<Replica>> allocation) {
    IndexId id = new IndexId("i");
    IndexUid uid = new IndexUid("u");
    IndexEntry index =
        new IndexEntry(
            id,
            uid,
            allocation.size(),
            1,
            Optional.of("id"),
            1,
            1,
            Settings.DEFAULT,
            Instant.EPOCH,
            Instant.EPOCH,
            allocation);
    return new RoutingTable(1, 1, nodes, Map.of(uid, id), Map.of(id, index), Set.of());
  }

  static Comparator<RankedHit> byKey() {
    return Comparator.comparing(RankedHit::key);
  }
}
