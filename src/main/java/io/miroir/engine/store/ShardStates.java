package io.miroir.engine.store;

import io.miroir.engine.wal.LoggedOperation;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The states of all shards of an index. Safe for threads. */
final class ShardStates {
  private final Map<Integer, ShardState> states = new TreeMap<>();

  /** Asks a shard's state; an unknown shard has the state of a new one. */
  synchronized <T> T ask(int shard, Function<ShardState, T> question) {
    ShardState state = states.get(shard);
    return question.apply(state == null ? new ShardState() : state);
  }

  synchronized void apply(LoggedOperation operation) {
    if (operation.kind() == LoggedOperation.Kind.DROP) {
      states.remove(operation.shard());
      return;
    }
    ShardState state = states.computeIfAbsent(operation.shard(), s -> new ShardState());
    if (operation.repair()) {
      state.historyBegins(operation.sequence());
    }
    if (!operation.repair() || operation.kind() == LoggedOperation.Kind.SKIP) {
      state.advance(operation.sequence());
    }
    switch (operation.kind()) {
      case PUT -> state.exists(operation.key());
      case DELETE -> {
        // A repair does not know when the document was deleted: its history begins after it.
        if (operation.repair()) {
          state.exists(operation.key());
        } else {
          state.deleted(operation.key(), operation.sequence());
        }
      }
      case CLEAR -> state.cleared(operation.sequence());
      case SKIP, DROP -> {}
    }
  }

  synchronized void write(DataOutput out) throws IOException {
    out.writeInt(states.size());
    for (Map.Entry<Integer, ShardState> entry : states.entrySet()) {
      out.writeInt(entry.getKey());
      entry.getValue().write(out);
    }
  }

  synchronized void read(DataInput in) throws IOException {
    states.clear();
    for (int left = in.readInt(); left > 0; left--) {
      int shard = in.readInt();
      states.put(shard, ShardState.read(in));
    }
  }
}
