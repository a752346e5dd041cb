package io.miroir.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.ctl.ApiClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Puts a corpus into an index: batches dealt to all members in turn, a few under way at a time. */
final class Loader {
  private static final int TRIES_MAX = 20;
  private static final Duration BUSY_PAUSE = Duration.ofMillis(500);

  private final List<ApiClient> members;
  private final int batch;
  private final int atOnce;

  /**
   * @param batch documents of one request
   * @param atOnce requests under way
   */
  Loader(List<ApiClient> members, int batch, int atOnce) {
    this.members = members;
    this.batch = batch;
    this.atOnce = atOnce;
  }

  /** Makes the index with the corpus's settings, or leaves the one that is there as it is. */
  void prepare(Corpus corpus) {
    ApiClient first = members.getFirst();
    if (first.get("/indexes/" + corpus.index()).ok()) {
      return;
    }
    String key = corpus.primaryKey().map(",\"primaryKey\":\"%s\""::formatted).orElse("");
    String body = "{\"uid\":\"%s\"%s}".formatted(corpus.index(), key);
    succeed(first, first.post("/indexes", body).orThrow("creating the index"));
    corpus
        .settings()
        .ifPresent(
            settings ->
                succeed(
                    first,
                    first
                        .patch("/indexes/" + corpus.index() + "/settings", settings)
                        .orThrow("setting the index up")));
  }

  /** Documents that the index holds now. */
  long count(Corpus corpus) {
    return members
        .getFirst()
        .get("/indexes/" + corpus.index() + "/stats")
        .json()
        .path("numberOfDocuments")
        .asLong(0);
  }

  /**
   * Returns when all documents are searchable; {@code progress} hears how many are acknowledged.
   */
  void load(Corpus corpus, LongConsumer progress) {
    List<String> documents = corpus.documents();
    int batches = (documents.size() + batch - 1) / batch;
    AtomicInteger next = new AtomicInteger();
    AtomicLong done = new AtomicLong();
    Set<Long> tasks = new ConcurrentSkipListSet<>();
    Callable<Void> worker =
        () -> {
          for (int i = next.getAndIncrement(); i < batches; i = next.getAndIncrement()) {
            int from = i * batch;
            List<String> part = documents.subList(from, Math.min(documents.size(), from + batch));
            tasks.add(send(corpus, part, members.get(i % members.size())));
            progress.accept(done.addAndGet(part.size()));
          }
          return null;
        };
    try (ExecutorService workers = Executors.newFixedThreadPool(atOnce)) {
      List<Future<Void>> ends =
          IntStream.range(0, atOnce).mapToObj(i -> workers.submit(worker)).toList();
      ends.forEach(Loader::join);
    }
    tasks.forEach(task -> check(members.getFirst().awaitTask(task)));
  }

  private static void join(Future<Void> end) {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted");
    }
  }

  private long send(Corpus corpus, List<String> part, ApiClient member) {
    Answer answer = member.addDocuments(corpus.index(), corpus.primaryKey(), part);
    for (int tries = 1; tries < TRIES_MAX && busy(answer); tries++) {
      Poll.pause(BUSY_PAUSE);
      answer = member.addDocuments(corpus.index(), corpus.primaryKey(), part);
    }
    return answer.orThrow("adding documents").json().path("taskUid").asLong();
  }

  private static boolean busy(Answer answer) {
    return answer.status() == 503 || answer.status() == 0;
  }

  private static void succeed(ApiClient member, Answer accepted) {
    check(member.awaitTask(accepted.json().path("taskUid").asLong()));
  }

  private static void check(JsonNode task) {
    if (!task.path("status").asText().equals("succeeded")) {
      throw new CommandFailedException("a task did not succeed: " + task);
    }
  }
}
