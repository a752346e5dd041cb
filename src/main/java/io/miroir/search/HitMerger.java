package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Merges ranked lists into the list one node would show; pure. */
final class HitMerger {

  /**
   * @param hits the merged list up to the asked length
   * @param dropped how many hits were left out, on the way there, for a distinct value that a
   *     better hit of another shard has
   */
  record Ranking(List<RankedHit> hits, int dropped) {}

  private final List<List<RankedHit>> lists;
  private final int[] next;
  private final int[] heap;
  private final Comparator<RankedHit> order;
  private int size;

  private HitMerger(List<List<RankedHit>> lists, Comparator<RankedHit> order) {
    this.lists = lists;
    this.next = new int[lists.size()];
    this.heap = new int[lists.size()];
    this.order = order;
  }

  /**
   * @param lists each in {@code order}
   * @param length after which merging stops
   */
  static Ranking merge(List<List<RankedHit>> lists, Comparator<RankedHit> order, int length) {
    List<List<RankedHit>> filled = lists.stream().filter(list -> !list.isEmpty()).toList();
    if (filled.size() == 1) {
      List<RankedHit> only = filled.getFirst();
      return new Ranking(only.size() <= length ? only : only.subList(0, length), 0);
    }
    return new HitMerger(filled, order).run(length);
  }

  private Ranking run(int length) {
    for (int list = 0; list < lists.size(); list++) {
      heap[size++] = list;
    }
    for (int place = size / 2 - 1; place >= 0; place--) {
      sink(place);
    }
    List<RankedHit> merged = new ArrayList<>(Math.min(length, 1024));
    Set<String> seen = new HashSet<>();
    int dropped = 0;
    while (size > 0 && merged.size() < length) {
      RankedHit best = head(heap[0]);
      if (isNew(best.distinctValues(), seen)) {
        merged.add(best);
      } else {
        dropped++;
      }
      advance();
    }
    return new Ranking(merged, dropped);
  }

  /** A document with several values stands for all of them. */
  private static boolean isNew(List<String> values, Set<String> seen) {
    for (int i = 0; i < values.size(); i++) {
      if (seen.contains(values.get(i))) {
        return false;
      }
    }
    seen.addAll(values);
    return true;
  }

  private RankedHit head(int list) {
    return lists.get(list).get(next[list]);
  }

  private void advance() {
    int list = heap[0];
    if (++next[list] == lists.get(list).size()) {
      heap[0] = heap[--size];
    }
    if (size > 1) {
      sink(0);
    }
  }

  private void sink(int start) {
    int place = start;
    int list = heap[place];
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && order.compare(head(heap[child + 1]), head(heap[child])) < 0) {
        child++;
      }
      if (order.compare(head(list), head(heap[child])) <= 0) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = list;
  }
}
