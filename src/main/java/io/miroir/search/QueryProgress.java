package io.miroir.search;

import io.miroir.model.NodeId;
import io.miroir.search.CoveringSet.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Which shards of a query are answered, asked or lost; pure. The plan's parts are its slots: the
 * shards of a slot are answered by one try as a whole, the first (mended by retries) or a hedge, so
 * no shard is counted twice, whichever answers come.
 */
final class QueryProgress<A> {

  /** A request to be sent. */
  record Ask(int id, Part part) {}

  private static final class Try<A> {
    final Map<Integer, Part> open = new HashMap<>();
    final List<Scatter.Part<A>> answered = new ArrayList<>();
    final List<Integer> lost = new ArrayList<>();

    boolean complete() {
      return open.isEmpty() && lost.isEmpty();
    }

    boolean over() {
      return open.isEmpty();
    }
  }

  private static final class Slot<A> {
    final Part part;
    final List<Try<A>> tries = new ArrayList<>();
    final Set<NodeId> asked = new HashSet<>();

    Slot(Part part) {
      this.part = part;
    }

    boolean settled() {
      return tries.stream().anyMatch(Try::complete) || tries.stream().allMatch(Try::over);
    }
  }

  private record Place<A>(Slot<A> slot, Try<A> attempt) {}

  private final BiFunction<int[], Set<NodeId>, CoveringSet> plan;
  private final List<Slot<A>> slots = new ArrayList<>();
  private final Map<Integer, Place<A>> places = new HashMap<>();
  private final int[] uncovered;
  private final boolean confirmed;
  private final Set<NodeId> failed = new HashSet<>();
  private int nextId;

  /**
   * @param plan a new covering set for some shards without some nodes
   */
  QueryProgress(CoveringSet start, BiFunction<int[], Set<NodeId>, CoveringSet> plan) {
    this.plan = plan;
    this.uncovered = start.uncovered();
    this.confirmed = start.confirmed();
    for (Part part : start.parts()) {
      slots.add(new Slot<>(part));
    }
  }

  List<Ask> start() {
    List<Ask> asks = new ArrayList<>();
    for (Slot<A> slot : slots) {
      Try<A> first = new Try<>();
      slot.tries.add(first);
      asks.add(ask(slot, first, slot.part));
    }
    return asks;
  }

  private Ask ask(Slot<A> slot, Try<A> attempt, Part part) {
    int id = nextId++;
    attempt.open.put(id, part);
    slot.asked.add(part.node());
    places.put(id, new Place<>(slot, attempt));
    return new Ask(id, part);
  }

  /** Requests for what two tries together still lack, if any. */
  List<Ask> answered(int id, A answer) {
    Place<A> place = places.remove(id);
    if (place == null) {
      return List.of();
    }
    Part part = place.attempt().open.remove(id);
    place.attempt().answered.add(new Scatter.Part<>(part, answer));
    return mendIfNeeded(place.slot());
  }

  /** A lost request is asked anew of other replicas; what nobody else has is lost for this try. */
  List<Ask> lost(int id) {
    Place<A> place = places.remove(id);
    if (place == null) {
      return List.of();
    }
    boolean settled = place.slot().settled();
    Part part = place.attempt().open.remove(id);
    failed.add(part.node());
    if (settled) {
      IntStream.of(part.shards()).forEach(place.attempt().lost::add);
      return List.of();
    }
    CoveringSet again = plan.apply(part.shards(), failed);
    for (int shard : again.uncovered()) {
      place.attempt().lost.add(shard);
    }
    List<Ask> asks = new ArrayList<>();
    for (Part other : again.parts()) {
      asks.add(ask(place.slot(), place.attempt(), other));
    }
    asks.addAll(mendIfNeeded(place.slot()));
    return asks;
  }

  /** Two tries that each lost something else may have the whole between them, or nearly. */
  private List<Ask> mendIfNeeded(Slot<A> slot) {
    boolean needed =
        slot.tries.size() > 1 && slot.settled() && slot.tries.stream().noneMatch(Try::complete);
    return needed ? mend(slot) : List.of();
  }

  private List<Ask> mend(Slot<A> slot) {
    Try<A> mended = new Try<>();
    BitSet open = new BitSet();
    IntStream.of(slot.part.shards()).forEach(open::set);
    slot.tries.stream()
        .flatMap(t -> t.answered.stream())
        .sorted(Comparator.comparingInt(part -> -part.from().shards().length))
        .filter(part -> IntStream.of(part.from().shards()).allMatch(open::get))
        .forEach(
            part -> {
              mended.answered.add(part);
              IntStream.of(part.from().shards()).forEach(open::clear);
            });
    CoveringSet rest = plan.apply(open.stream().toArray(), failed);
    IntStream.of(rest.uncovered()).forEach(mended.lost::add);
    slot.tries.clear();
    slot.tries.add(mended);
    return rest.parts().stream().map(part -> ask(slot, mended, part)).toList();
  }

  /** A second try for slots that wait for a node, if others can answer for the whole slot. */
  List<Ask> hedge(Set<NodeId> slow) {
    List<Ask> asks = new ArrayList<>();
    for (Slot<A> slot : slots) {
      boolean waits =
          !slot.settled()
              && slot.tries.size() == 1
              && slot.tries.getFirst().open.values().stream()
                  .anyMatch(part -> slow.contains(part.node()));
      if (waits) {
        Set<NodeId> without = new HashSet<>(slot.asked);
        without.addAll(failed);
        CoveringSet other = plan.apply(slot.part.shards(), without);
        if (other.complete()) {
          Try<A> second = new Try<>();
          slot.tries.add(second);
          other.parts().forEach(part -> asks.add(ask(slot, second, part)));
        }
      }
    }
    return asks;
  }

  boolean complete() {
    return slots.stream().allMatch(Slot::settled);
  }

  /** Nodes asked for slots that are not settled. */
  Set<NodeId> waitingFor() {
    Set<NodeId> nodes = new HashSet<>();
    for (Slot<A> slot : slots) {
      if (!slot.settled()) {
        slot.tries.forEach(t -> t.open.values().forEach(part -> nodes.add(part.node())));
      }
    }
    return nodes;
  }

  /** What there is now: of each slot the complete try, else the one that answers for most. */
  Scatter.Gathered<A> gathered() {
    List<Scatter.Part<A>> parts = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    for (int shard : uncovered) {
      missing.add(shard);
    }
    for (Slot<A> slot : slots) {
      Try<A> best = best(slot);
      parts.addAll(best.answered);
      Set<Integer> have = new HashSet<>();
      best.answered.forEach(
          part -> {
            for (int shard : part.from().shards()) {
              have.add(shard);
            }
          });
      for (int shard : slot.part.shards()) {
        if (!have.contains(shard)) {
          missing.add(shard);
        }
      }
    }
    return new Scatter.Gathered<>(
        parts, missing.stream().mapToInt(Integer::intValue).sorted().toArray(), confirmed);
  }

  private static <A> Try<A> best(Slot<A> slot) {
    Try<A> best = slot.tries.getFirst();
    for (Try<A> other : slot.tries) {
      if (!best.complete() && (other.complete() || shards(other) > shards(best))) {
        best = other;
      }
    }
    return best;
  }

  private static <A> int shards(Try<A> attempt) {
    return attempt.answered.stream().mapToInt(part -> part.from().shards().length).sum();
  }
}
