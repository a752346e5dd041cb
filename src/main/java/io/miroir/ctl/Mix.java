package io.miroir.ctl;

import io.miroir.ctl.ApiClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/** Searches and writes by clients that each wait for one answer before they ask again. */
final class Mix {
  private static final int DIGITS = 3;

  private final Corpus corpus;
  private final List<ApiClient> members;
  private final double writeShare;
  private final int limit;
  private final int clients;
  private final Recorder searches = new Recorder(DIGITS);
  private final Recorder writes = new Recorder(DIGITS);
  private final LongAdder failed = new LongAdder();
  private final LongAdder degraded = new LongAdder();

  Mix(Corpus corpus, List<ApiClient> members, double writeShare, int limit, int clients) {
    this.corpus = corpus;
    this.members = members;
    this.writeShare = writeShare;
    this.limit = limit;
    this.clients = clients;
  }

  /** Runs for this time; latencies of an earlier run are not in the figures. */
  Figures run(Duration time) {
    searches.reset();
    writes.reset();
    failed.reset();
    degraded.reset();
    long start = System.nanoTime();
    try (ExecutorService workers = Executors.newFixedThreadPool(clients)) {
      for (int client = 0; client < clients; client++) {
        int number = client;
        workers.execute(() -> ask(number, start + time.toNanos()));
      }
    }
    return new Figures(
        Duration.ofNanos(System.nanoTime() - start),
        searches.getIntervalHistogram(),
        writes.getIntervalHistogram(),
        failed.sum(),
        degraded.sum());
  }

  private void ask(int client, long end) {
    ApiClient member = members.get(client % members.size());
    QueryMaker queries = new QueryMaker(corpus.documents(), client);
    Random random = new Random(client);
    while (System.nanoTime() - end < 0) {
      long start = System.nanoTime();
      boolean write = random.nextDouble() < writeShare;
      Answer answer = write ? write(member, queries) : search(member, queries);
      if (answer.ok()) {
        (write ? writes : searches).recordValue((System.nanoTime() - start) / 1000);
      } else {
        failed.increment();
      }
      if (answer.degraded().isPresent()) {
        degraded.increment();
      }
    }
  }

  private Answer search(ApiClient member, QueryMaker queries) {
    return member.post(
        "/indexes/" + corpus.index() + "/search",
        "{\"q\":\"" + queries.next() + "\",\"limit\":" + limit + "}");
  }

  private Answer write(ApiClient member, QueryMaker queries) {
    return member.addDocuments(corpus.index(), corpus.primaryKey(), List.of(queries.document()));
  }
}
