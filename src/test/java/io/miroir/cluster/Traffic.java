package io.miroir.cluster;

import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Constant writes and searches by clients of some members, with what went wrong and when. Document
 * ids are never used twice, so what is there at the end can be counted.
 */
final class Traffic implements AutoCloseable {
  private static final int BATCH = 20;

  /** Something that should not have happened, at a time of {@link System#nanoTime}. */
  record Fault(long nanos, String what) {}

  /** An acknowledged write. */
  record Write(long nanos, boolean degraded) {}

  private final String index;
  private final List<ApiClient> members;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final AtomicInteger nextId = new AtomicInteger();
  private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
  private final AtomicInteger searchable = new AtomicInteger();
  private final List<Fault> searchFaults = new CopyOnWriteArrayList<>();
  private final List<Fault> writeFaults = new CopyOnWriteArrayList<>();
  private final List<Write> writes = new CopyOnWriteArrayList<>();
  private final AtomicInteger searches = new AtomicInteger();
  private volatile boolean running = true;

  Traffic(String index, List<ApiClient> members) {
    this.index = index;
    this.members = members;
  }

  void start() {
    members.forEach(member -> workers.execute(() -> write(member)));
    members.forEach(member -> workers.execute(() -> search(member)));
  }

  private void write(ApiClient member) {
    while (running) {
      int from = nextId.getAndAdd(BATCH);
      List<String> documents =
          IntStream.range(from, from + BATCH)
              .mapToObj(id -> "{\"id\":" + id + ",\"parity\":\"" + parity(id) + "\"}")
              .toList();
      Answer answer = member.addDocuments(index, Optional.of("id"), documents);
      if (answer.status() == 202) {
        writes.add(new Write(System.nanoTime(), answer.degraded().isPresent()));
        IntStream.range(from, from + BATCH).forEach(acknowledged::add);
        if (member
            .awaitTask(answer.json().path("taskUid").asLong())
            .path("status")
            .asText()
            .equals("succeeded")) {
          searchable.addAndGet(BATCH);
        } else {
          writeFaults.add(new Fault(System.nanoTime(), "a task failed"));
        }
      } else if (running) {
        writeFaults.add(new Fault(System.nanoTime(), answer.status() + " " + answer.body()));
      }
    }
  }

  static String parity(int id) {
    return id % 2 == 0 ? "even" : "odd";
  }

  private void search(ApiClient member) {
    while (running) {
      int expected = searchable.get();
      long start = System.nanoTime();
      Answer answer =
          member.post("/indexes/" + index + "/search", "{\"q\":\"\",\"hitsPerPage\":1}");
      searches.incrementAndGet();
      if (!answer.ok() || answer.degraded().filter(said -> said.contains("shards=")).isPresent()) {
        searchFaults.add(new Fault(start, answer.status() + " " + answer.body()));
      } else if (answer.json().path("totalHits").asInt() < expected) {
        searchFaults.add(
            new Fault(
                start, "expected at least " + expected + " documents, found " + answer.body()));
      }
    }
  }

  /** Documents whose write was answered with 202. */
  Set<Integer> acknowledged() {
    return acknowledged;
  }

  int searches() {
    return searches.get();
  }

  /** Searches that began later than this and failed, were incomplete, or missed documents. */
  List<Fault> searchFaultsAfter(long nanos) {
    return searchFaults.stream().filter(fault -> fault.nanos() - nanos > 0).toList();
  }

  /** Writes that were refused, or whose task failed. */
  List<Fault> writeFaults() {
    return List.copyOf(writeFaults);
  }

  List<Write> writesAfter(long nanos) {
    return new ArrayList<>(writes.stream().filter(write -> write.nanos() - nanos > 0).toList());
  }

  @Override
  public void close() {
    running = false;
    workers.shutdown();
    try {
      if (!workers.awaitTermination(Duration.ofSeconds(90).toSeconds(), TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
