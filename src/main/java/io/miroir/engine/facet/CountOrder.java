package io.miroir.engine.facet;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;
import org.roaringbitmap.RoaringBitmap;

/**
 * Values by falling count, as the original finds them: best first over a tree of groups of
 * neighbouring values (ranking reference, 6.2). A value waits as long as its group is not opened,
 * so equal counts come mostly, but not always, with the larger value first.
 */
public final class CountOrder {
  private static final int GROUP = 4;

  /** A level of numbers exists only with so many nodes. */
  private static final int NUMBER_NODES_MIN = 5;

  /** A level of strings above the first exists only over so many nodes. */
  private static final int STRING_NODES_MIN = 20;

  /**
   * @param documents candidates under the node
   * @param first place of its first value in level 0
   */
  private record Node(int level, int index, int first, RoaringBitmap documents, int count) {}

  /** Places of values and how many candidates have exactly these. */
  public record Together(List<Integer> places, long count) {}

  private static final Comparator<Node> BEST_FIRST =
      Comparator.comparingInt(Node::count)
          .reversed()
          .thenComparingInt(Node::level)
          .thenComparing(Comparator.comparingInt(Node::first).reversed());

  private final List<List<Node>> levels = new ArrayList<>();
  private List<Together> together = List.of();

  private CountOrder() {}

  /**
   * The places of the values that candidates have, in order.
   *
   * @param places of all values of the index, ascending
   * @param candidatesOf the candidates having the value of a place
   * @param numbers of numbers, else of strings
   * @param grouped whether strings are grouped at all
   */
  static IntArrayList order(
      IntArrayList places,
      IntFunction<RoaringBitmap> candidatesOf,
      boolean numbers,
      boolean grouped) {
    CountOrder tree = new CountOrder();
    List<Node> values = new ArrayList<>(places.size());
    for (int i = 0; i < places.size(); i++) {
      RoaringBitmap documents = candidatesOf.apply(places.getInt(i));
      values.add(new Node(0, i, i, documents, documents.getCardinality()));
    }
    tree.levels.add(values);
    while (tree.grows(numbers, grouped)) {
      tree.grow();
    }
    return tree.walk(places);
  }

  /**
   * The same from counts: places in order.
   *
   * @param counts candidates of each value of the index, ascending
   * @param together values that candidates have together
   */
  public static IntArrayList order(
      long[] counts, List<Together> together, boolean numbers, boolean grouped) {
    CountOrder tree = new CountOrder();
    tree.together = together;
    List<Node> values = new ArrayList<>(counts.length);
    IntArrayList places = new IntArrayList(counts.length);
    for (int i = 0; i < counts.length; i++) {
      values.add(new Node(0, i, i, null, (int) counts[i]));
      places.add(i);
    }
    tree.levels.add(values);
    while (tree.grows(numbers, grouped)) {
      tree.grow();
    }
    return tree.walk(places);
  }

  private boolean grows(boolean numbers, boolean grouped) {
    int size = levels.getLast().size();
    int groups = (size + GROUP - 1) / GROUP;
    if (size == 0) {
      return false;
    }
    if (numbers) {
      return groups >= NUMBER_NODES_MIN;
    }
    return levels.size() == 1 ? grouped : size >= STRING_NODES_MIN;
  }

  private void grow() {
    List<Node> below = levels.getLast();
    List<Node> groups = new ArrayList<>();
    for (int start = 0; start < below.size(); start += GROUP) {
      List<Node> members = below.subList(start, Math.min(start + GROUP, below.size()));
      int first = below.get(start).first();
      groups.add(
          members.getFirst().documents() == null
              ? new Node(levels.size(), groups.size(), first, null, sum(start))
              : union(members, groups.size(), first));
    }
    levels.add(groups);
  }

  /** Documents in a group: those of its values, each counted once. */
  private int sum(int start) {
    int width = 1;
    for (int level = 0; level < levels.size(); level++) {
      width *= GROUP;
    }
    int from = start / GROUP * width;
    int end = Math.min(from + width, levels.getFirst().size());
    long sum = 0;
    for (Node value : levels.getFirst().subList(from, end)) {
      sum += value.count();
    }
    for (Together each : together) {
      int inside = 0;
      for (int place : each.places()) {
        inside += place >= from && place < end ? 1 : 0;
      }
      sum -= Math.max(0, inside - 1) * each.count();
    }
    return (int) sum;
  }

  private Node union(List<Node> members, int index, int first) {
    RoaringBitmap documents = new RoaringBitmap();
    members.forEach(node -> documents.or(node.documents()));
    return new Node(levels.size(), index, first, documents, documents.getCardinality());
  }

  private IntArrayList walk(IntArrayList places) {
    PriorityQueue<Node> queue = new PriorityQueue<>(BEST_FIRST);
    levels.getLast().forEach(node -> push(queue, node));
    IntArrayList found = new IntArrayList();
    for (Node node = queue.poll(); node != null; node = queue.poll()) {
      if (node.level() == 0) {
        found.add(places.getInt(node.index()));
        continue;
      }
      List<Node> below = levels.get(node.level() - 1);
      int start = node.index() * GROUP;
      for (Node member : below.subList(start, Math.min(start + GROUP, below.size()))) {
        push(queue, member);
      }
    }
    return found;
  }

  private static void push(PriorityQueue<Node> queue, Node node) {
    if (node.count() > 0) {
      queue.add(node);
    }
  }
}
