package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Merges the hits of several queries into one list (ranking reference, 10.1); pure. First those of
 * one index, each document once, then those of all indexes.
 */
final class FederatedMerger {

  /**
   * The hits of one query, best first.
   *
   * @param place of the query in the request
   */
  record Listed(int place, double weight, List<RankedHit> hits) {}

  /**
   * All queries of one index.
   *
   * @param reachable no more than so many hits of this index are shown
   */
  record Group(List<Listed> lists, int reachable) {}

  /**
   * @param group place of its index among the groups
   */
  record Hit(int group, int place, RankedHit hit, WeightedScores scores) {}

  /**
   * @param hits from the first one on
   * @param rejected per group: keys of documents left out for a distinct value shown before
   */
  record Merge(List<Hit> hits, List<Set<String>> rejected) {}

  private final boolean distinct;
  private final List<Set<String>> rejected = new ArrayList<>();

  private FederatedMerger(boolean distinct) {
    this.distinct = distinct;
  }

  /**
   * @param distinct one document per distinct value over all queries
   * @param length after which merging stops
   */
  static Merge merge(List<Group> groups, boolean distinct, int length) {
    return new FederatedMerger(distinct).run(groups, length);
  }

  private Merge run(List<Group> groups, int length) {
    List<List<Hit>> streams = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      rejected.add(new HashSet<>());
      streams.add(ofIndex(i, groups.get(i), length));
    }
    Set<String> seen = new HashSet<>();
    List<Hit> merged = new ArrayList<>();
    Walk walk = new Walk(streams);
    while (merged.size() < length && walk.hasNext()) {
      Hit hit = walk.next();
      if (isNew(hit, seen)) {
        merged.add(hit);
      }
    }
    return new Merge(merged, rejected);
  }

  private List<Hit> ofIndex(int group, Group queries, int length) {
    List<List<Hit>> streams = new ArrayList<>();
    for (Listed list : queries.lists()) {
      streams.add(
          list.hits().stream()
              .map(
                  hit ->
                      new Hit(
                          group,
                          list.place(),
                          hit,
                          new WeightedScores(hit.scores(), list.weight())))
              .toList());
    }
    Walk walk = new Walk(streams);
    Map<String, Hit> found = new HashMap<>();
    Set<String> seen = new HashSet<>();
    List<Hit> hits = new ArrayList<>();
    int most = Math.min(length, queries.reachable());
    while (hits.size() < most && walk.hasNext()) {
      Hit hit = walk.next();
      if (found.putIfAbsent(hit.hit().key(), hit) == null && isNew(hit, seen)) {
        hits.add(hit);
      }
    }
    return hits;
  }

  private boolean isNew(Hit hit, Set<String> seen) {
    if (!distinct) {
      return true;
    }
    List<String> values = hit.hit().distinctValues();
    if (values.stream().anyMatch(seen::contains)) {
      rejected.get(hit.group()).add(hit.hit().key());
      return false;
    }
    seen.addAll(values);
    return true;
  }

  /** Several lists as one: the best head first, of equal ones that of the earlier query. */
  private static final class Walk {
    private record Head(List<Hit> list, int at) {
      Hit hit() {
        return list.get(at);
      }
    }

    private final PriorityQueue<Head> heads =
        new PriorityQueue<>(
            (left, right) -> {
              int order = left.hit().scores().compareTo(right.hit().scores());
              return order != 0 ? order : Integer.compare(left.hit().place(), right.hit().place());
            });

    Walk(List<List<Hit>> lists) {
      lists.stream().filter(list -> !list.isEmpty()).forEach(list -> heads.add(new Head(list, 0)));
    }

    boolean hasNext() {
      return !heads.isEmpty();
    }

    Hit next() {
      Head head = heads.remove();
      if (head.at() + 1 < head.list().size()) {
        heads.add(new Head(head.list(), head.at() + 1));
      }
      return head.hit();
    }
  }
}
