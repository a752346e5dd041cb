package io.miroir.ingest.shard;

import akka.actor.typed.ActorRef;
import io.miroir.model.WriteOperation;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Requests that a shard has not begun, in arrival order, within a bound of memory. */
final class WaitingWrites {

  sealed interface Item {
    ActorRef<ShardReply> replyTo();

    Instant deadline();

    long bytes();
  }

  record Operations(
      List<WriteOperation> operations, long bytes, Instant deadline, ActorRef<ShardReply> replyTo)
      implements Item {}

  /**
   * @param checkOnly tell only whether the filter is allowed
   */
  record Filter(String filter, boolean checkOnly, Instant deadline, ActorRef<ShardReply> replyTo)
      implements Item {
    @Override
    public long bytes() {
      return filter.length();
    }
  }

  private static final int ITEMS_MAX = 1024;

  private final long bytesMax;
  private final Deque<Item> items = new ArrayDeque<>();
  private long bytes;

  WaitingWrites(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Refuses what does not fit; a single large one fits when nothing else waits. */
  boolean add(Item item) {
    boolean full = bytes + item.bytes() > bytesMax || items.size() >= ITEMS_MAX;
    if (full && !items.isEmpty()) {
      return false;
    }
    items.add(item);
    bytes += item.bytes();
    return true;
  }

  Optional<Item> peek() {
    return Optional.ofNullable(items.peek());
  }

  void remove() {
    bytes -= items.remove().bytes();
  }

  List<Item> removeAll() {
    List<Item> all = List.copyOf(items);
    items.clear();
    bytes = 0;
    return all;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  int size() {
    return items.size();
  }

  long bytes() {
    return bytes;
  }
}
