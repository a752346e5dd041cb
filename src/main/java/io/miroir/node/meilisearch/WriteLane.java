package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.WriteCounts;
import io.miroir.json.JsonWriter;
import io.miroir.model.IndexId;
import io.miroir.model.ProblemException;
import io.miroir.model.SequenceNumber;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.NodeUnavailableException;
import io.miroir.node.WriteOutcome;
import io.miroir.node.meilisearch.WriteRound.Progress;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The writes of one index from this member to one node, in rounds: what arrives while a round is
 * under way goes into the next, so a node gets one request at a time. A round reads what its
 * operations need, sends one request, and is done when the node's task succeeded and no newer owner
 * opened the shard meanwhile.
 */
final class WriteLane {
  private static final long QUEUED_BYTES_MAX = 64L << 20;
  private static final long ROUND_BYTES_MAX = 4L << 20;
  private static final int TOMBSTONES_MAX = 1000;

  private final IndexId index;
  private final NodeHttp http;
  private final NodeTasks tasks;
  private final StoredReader reader;
  private final Supplier<Optional<String>> keyField;
  private final Deque<ShardWriteCall> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean running;

  /** What this member last made of each shard; another value there is somebody else's write. */
  private final Map<Integer, Progress> written = new ConcurrentHashMap<>();

  /** Deletions by shard since they were last forgotten. */
  private final Map<Integer, Integer> tombstones = new HashMap<>();

  /**
   * @param keyField the index's primary key, once it has one; may wait and make the index there
   */
  WriteLane(
      IndexId index,
      NodeHttp http,
      NodeTasks tasks,
      StoredReader reader,
      Supplier<Optional<String>> keyField) {
    this.index = index;
    this.http = http;
    this.tasks = tasks;
    this.reader = reader;
    this.keyField = keyField;
  }

  void add(ShardWriteCall call) {
    boolean start = false;
    synchronized (queue) {
      if (queuedBytes + call.bytes() > QUEUED_BYTES_MAX && !queue.isEmpty()) {
        call.outcome().complete(new WriteOutcome.Failed("too much waits for node " + http.id()));
        return;
      }
      queue.add(call);
      queuedBytes += call.bytes();
      if (!running) {
        running = true;
        start = true;
      }
    }
    if (start) {
      VirtualThreads.EXECUTOR.execute(this::run);
    }
  }

  private void run() {
    List<ShardWriteCall> round = next();
    while (!round.isEmpty()) {
      perform(round);
      round = next();
    }
  }

  private List<ShardWriteCall> next() {
    List<ShardWriteCall> round = new ArrayList<>();
    long bytes = 0;
    synchronized (queue) {
      while (!queue.isEmpty() && (round.isEmpty() || bytes < ROUND_BYTES_MAX)) {
        ShardWriteCall call = queue.remove();
        bytes += call.bytes();
        round.add(call);
      }
      queuedBytes -= bytes;
      running = !round.isEmpty();
    }
    return round;
  }

  private void perform(List<ShardWriteCall> calls) {
    try {
      Instant deadline =
          calls.stream().map(ShardWriteCall::deadline).max(Instant::compareTo).orElseThrow();
      Optional<String> field = keyField.get();
      if (field.isEmpty()) {
        performWithoutKey(calls);
      } else {
        perform(field.get(), calls, deadline);
      }
    } catch (NodeUnavailableException e) {
      fail(calls, e.reason());
    } catch (NodeRefusal | ProblemException e) {
      fail(calls, e.getMessage());
    } catch (RuntimeException e) {
      fail(calls, e.toString());
      throw e;
    }
  }

  private void fail(List<ShardWriteCall> calls, String reason) {
    // What the node has of the round is unknown: it is asked before the next one.
    calls.forEach(call -> written.remove(call.shard().number()));
    calls.forEach(call -> call.outcome().complete(new WriteOutcome.Failed(reason)));
  }

  /** An index without a primary key has no documents: only numbers move. */
  private void performWithoutKey(List<ShardWriteCall> calls) {
    WriteRound round = new WriteRound("", Map.of(), written);
    List<Runnable> answers = applied(calls, round);
    written.putAll(round.advanced());
    answers.forEach(Runnable::run);
  }

  private void perform(String field, List<ShardWriteCall> calls, Instant deadline) {
    Set<Integer> shards =
        calls.stream().map(call -> call.shard().number()).collect(Collectors.toSet());
    Map<Integer, Progress> progress = progress(field, shards, deadline);
    for (int shard : shards) {
      Progress ours = written.get(shard);
      if (ours != null && ours.sequence() != progress.get(shard).sequence()) {
        written.remove(shard);
        throw http.unavailable("somebody else wrote shard " + new ShardId(index, shard));
      }
    }
    WriteRound round = new WriteRound(field, before(field, calls, deadline), progress);
    List<Runnable> answers = applied(calls, round);
    byte[] lines = round.lines();
    if (lines.length > 0) {
      send(field, lines, deadline);
    }
    written.putAll(round.advanced());
    Map<Integer, Progress> after = progress(field, shards, deadline);
    for (ShardWriteCall call : calls) {
      int newest = after.get(call.shard().number()).epoch();
      if (newest > call.epoch()) {
        call.outcome().complete(new WriteOutcome.Fenced(newest));
      }
    }
    answers.forEach(Runnable::run);
    forgetDeletions(field, round, deadline);
  }

  /** What each call's answer will be, once the round is on the node. */
  private static List<Runnable> applied(List<ShardWriteCall> calls, WriteRound round) {
    List<Runnable> answers = new ArrayList<>();
    for (ShardWriteCall call : calls) {
      Optional<WriteOutcome> refusal = round.refusal(call);
      if (refusal.isPresent()) {
        answers.add(() -> call.outcome().complete(refusal.get()));
      } else {
        WriteCounts counts = round.apply(call);
        long sequence = round.progress(call.shard().number()).sequence();
        answers.add(() -> call.outcome().complete(new WriteOutcome.Durable(sequence, counts)));
      }
    }
    return answers;
  }

  private void send(String field, byte[] lines, Instant deadline) {
    JsonNode answer =
        http.send(
            "POST",
            NodeIndexes.path(index) + "/documents?primaryKey=" + encoded(field),
            NodeHttp.NDJSON,
            lines,
            deadline);
    tasks.await(answer, deadline);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private Map<String, StoredReader.Row> before(
      String field, List<ShardWriteCall> calls, Instant deadline) {
    Set<String> whole = new HashSet<>();
    Set<String> keys = new HashSet<>();
    Map<String, StoredReader.Row> rows = new HashMap<>();
    for (ShardWriteCall call : calls) {
      for (WriteOperation op : call.operations()) {
        switch (op.kind()) {
          case UPDATE, UPDATE_EXISTING -> whole.add(op.key());
          case REPLACE, REPLACE_EXISTING, DELETE, COPY_DELETE -> keys.add(op.key());
          case CLEAR ->
              reader
                  .byFilter(
                      index,
                      field,
                      Reserved.filter(new int[] {call.shard().number()}),
                      false,
                      deadline)
                  .forEach(row -> rows.put(row.key(), row));
          case COPY, ADVANCE, REPAIRED -> {}
        }
      }
    }
    keys.removeAll(whole);
    rows.putAll(reader.byKey(index, field, keys, false, deadline));
    rows.putAll(reader.byKey(index, field, whole, true, deadline));
    return rows;
  }

  /** As the node has it; numbers of the time without a primary key only this member knows. */
  private Map<Integer, Progress> progress(String field, Set<Integer> shards, Instant deadline) {
    List<String> keys = new ArrayList<>();
    for (int shard : shards) {
      keys.add(Reserved.sequenceKey(shard));
      keys.add(Reserved.epochKey(shard));
    }
    Map<String, StoredReader.Row> rows = reader.byKey(index, field, keys, false, deadline);
    Map<Integer, Progress> progress = new HashMap<>();
    for (int shard : shards) {
      StoredReader.Row sequence = rows.get(Reserved.sequenceKey(shard));
      StoredReader.Row epoch = rows.get(Reserved.epochKey(shard));
      Progress ours = written.getOrDefault(shard, Progress.NONE);
      progress.put(
          shard,
          new Progress(
              Math.max(
                  epoch == null ? 0 : SequenceNumber.epoch(epoch.sequence()),
                  sequence == null && epoch == null ? ours.epoch() : 0),
              sequence == null ? ours.sequence() : sequence.sequence(),
              sequence == null ? 0 : sequence.floor()));
    }
    return progress;
  }

  /**
   * Writes down that an epoch begins, behind everything the node took before.
   *
   * @return the highest sequence applied to the shard
   */
  long open(int shard, int epoch, Instant deadline) {
    Optional<String> field = keyField.get();
    if (field.isEmpty()) {
      Progress there = written.getOrDefault(shard, Progress.NONE);
      written.put(shard, new Progress(Math.max(epoch, there.epoch()), there.sequence(), 0));
      return there.sequence();
    }
    Progress before = progress(field.get(), Set.of(shard), deadline).get(shard);
    if (before.epoch() >= epoch) {
      return Math.max(before.sequence(), WriteRound.epochMark(before.epoch()));
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    StoredForm.marker(line, field.get(), Reserved.epochKey(shard), WriteRound.epochMark(epoch), 0);
    send(field.get(), line.toByteArray(), deadline);
    written.remove(shard);
    return progress(field.get(), Set.of(shard), deadline).get(shard).sequence();
  }

  Map<Integer, Progress> sequences(Set<Integer> shards, Instant deadline) {
    Optional<String> field = keyField.get();
    if (field.isPresent()) {
      return progress(field.get(), shards, deadline);
    }
    Map<Integer, Progress> ours = new HashMap<>();
    shards.forEach(shard -> ours.put(shard, written.getOrDefault(shard, Progress.NONE)));
    return ours;
  }

  /**
   * Old deletions are forgotten by a filter, which the node evaluates when it gets there: a
   * document made again meanwhile is no tombstone any more. Only for shards that were just written,
   * so that no newer owner's number is overwritten.
   */
  private void forgetDeletions(String field, WriteRound round, Instant deadline) {
    round.tombstones().forEach((shard, count) -> tombstones.merge(shard, count, Integer::sum));
    List<Integer> full =
        round.advanced().keySet().stream()
            .filter(shard -> tombstones.getOrDefault(shard, 0) >= TOMBSTONES_MAX)
            .toList();
    if (full.isEmpty()) {
      return;
    }
    ByteArrayOutputStream floors = new ByteArrayOutputStream();
    for (int shard : full) {
      long sequence = round.progress(shard).sequence();
      StoredForm.marker(floors, field, Reserved.sequenceKey(shard), sequence, sequence);
    }
    send(field, floors.toByteArray(), deadline);
    String filter =
        full.stream()
            .map(shard -> '"' + Reserved.dead(shard) + '"')
            .collect(Collectors.joining(", ", Reserved.SHARD + " IN [", "]"));
    http.post(
        NodeIndexes.path(index) + "/documents/delete",
        new JsonWriter().object().field("filter", filter).endObject().toString(),
        deadline);
    full.forEach(tombstones::remove);
  }
}
