package io.miroir.engine.store;

import io.miroir.engine.store.DocumentIndexer.UnknownFieldException;
import io.miroir.engine.store.WriteBatch.Effect;
import io.miroir.engine.wal.LoggedOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;

/**
 * Brings the effects of a batch into Lucene with several threads. The first documents, and those
 * that bring new field names, are taken one after the other in batch order, so that field ids are
 * given in first-seen order however many threads there are.
 */
final class Applier {
  private static final int ALONE = 8;
  private static final int RUN = 32;

  private final IndexWriter writer;
  private final Supplier<DocumentIndexer> newIndexer;
  private final Executor workers;
  private final int threads;
  private final Queue<DocumentIndexer> indexers = new ConcurrentLinkedQueue<>();

  Applier(IndexWriter writer, Supplier<DocumentIndexer> newIndexer, Executor workers, int threads) {
    this.writer = writer;
    this.newIndexer = newIndexer;
    this.workers = workers;
    this.threads = threads;
  }

  void apply(Collection<Integer> clearedShards, Collection<Effect> effects) throws IOException {
    for (int shard : clearedShards) {
      writer.deleteDocuments(Layout.shardTerm(shard));
    }
    List<Effect> all = new ArrayList<>(effects);
    int alone = Math.min(all.size(), ALONE);
    one(all.subList(0, alone), true);
    List<Effect> rest = all.subList(alone, all.size());
    List<Effect> deferred = rest.size() < 2 * RUN ? rest : inParallel(rest);
    one(deferred, true);
  }

  /** Applies what needs no new field name; answers with the rest, in order. */
  private List<Effect> inParallel(List<Effect> effects) throws IOException {
    AtomicInteger next = new AtomicInteger();
    ConcurrentSkipListSet<Integer> deferred = new ConcurrentSkipListSet<>();
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      FutureTask<Void> task =
          new FutureTask<>(
              () -> {
                runs(effects, next, deferred);
                return null;
              });
      tasks.add(task);
      if (i > 0) {
        workers.execute(task);
      }
    }
    tasks.getFirst().run();
    for (FutureTask<Void> task : tasks) {
      await(task);
    }
    return deferred.stream().map(effects::get).toList();
  }

  private static void await(FutureTask<Void> task) throws IOException {
    try {
      task.run();
      task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while indexing", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IOException("indexing failed: " + e.getCause(), e.getCause());
    }
  }

  private void runs(
      List<Effect> effects, AtomicInteger next, ConcurrentSkipListSet<Integer> deferred)
      throws IOException {
    DocumentIndexer indexer = borrow();
    for (int start = next.getAndAdd(RUN); start < effects.size(); start = next.getAndAdd(RUN)) {
      int end = Math.min(effects.size(), start + RUN);
      for (int i = start; i < end; i++) {
        try {
          apply(effects.get(i), indexer, false);
        } catch (UnknownFieldException e) {
          deferred.add(i);
        }
      }
    }
    indexers.add(indexer);
  }

  private void one(List<Effect> effects, boolean mayName) throws IOException {
    DocumentIndexer indexer = borrow();
    for (Effect effect : effects) {
      apply(effect, indexer, mayName);
    }
    indexers.add(indexer);
  }

  private DocumentIndexer borrow() {
    DocumentIndexer indexer = indexers.poll();
    return indexer == null ? newIndexer.get() : indexer;
  }

  private void apply(Effect effect, DocumentIndexer indexer, boolean mayName) throws IOException {
    LoggedOperation operation = effect.operation();
    Term id = new Term(Layout.ID, Layout.id(operation.shard(), operation.key()));
    if (operation.kind() == LoggedOperation.Kind.DELETE) {
      if (effect.existed()) {
        writer.deleteDocuments(id);
      }
    } else if (effect.existed()) {
      writer.updateDocument(id, indexer.fields(operation, mayName));
    } else {
      writer.addDocument(indexer.fields(operation, mayName));
    }
  }
}
