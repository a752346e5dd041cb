package io.miroir.ingest;

import io.miroir.ingest.DocumentWrites.Accepted;
import io.miroir.ingest.decode.DocumentChecks;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.tasks.Task;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The course of one write's task from its registration to its end. Whatever happens, the task ends:
 * what the client did wrong fails it and is still answered with its uid; what the cluster could not
 * do fails it and the request.
 */
final class WriteTask {
  private static final Logger LOG = LoggerFactory.getLogger(WriteTask.class);

  /**
   * What a write came to.
   *
   * @param details of the task once it has succeeded
   */
  record Done(String details, Optional<String> degraded, Set<Integer> shards) {}

  private final IngestServices services;
  private final Searchability searchability;
  private final Task task;
  private final IndexUid uid;

  WriteTask(IngestServices services, Searchability searchability, Task task, IndexUid uid) {
    this.services = services;
    this.searchability = searchability;
    this.task = task;
    this.uid = uid;
  }

  /**
   * @param index absent: it does not exist, and the task fails with index_not_found
   * @param write carries it out on the index
   */
  CompletionStage<Accepted> run(
      CompletionStage<Optional<IndexEntry>> index,
      Function<IndexEntry, CompletionStage<Done>> write) {
    return index
        .thenCompose(
            found -> {
              IndexEntry entry = found.orElseThrow(this::indexNotFound);
              return services
                  .tasks()
                  .start(task.uid(), Optional.of(entry.id()))
                  .thenCompose(
                      started ->
                          started
                              ? write.apply(entry).thenCompose(done -> acknowledge(entry, done))
                              : CompletableFuture.completedFuture(
                                  new Accepted(task, Optional.empty())));
            })
        .exceptionallyCompose(this::failed);
  }

  private ProblemException indexNotFound() {
    return ProblemException.of(ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` not found.");
  }

  private CompletionStage<Accepted> acknowledge(IndexEntry entry, Done done) {
    return services
        .tasks()
        .acknowledged(task.uid(), Optional.of(done.details()))
        .thenApply(
            acknowledged -> {
              services.catalog().touch(entry.id());
              searchability
                  .await(entry.id(), done.shards())
                  .thenCompose(
                      ok -> services.tasks().succeed(task.uid(), Optional.of(done.details())))
                  .whenComplete(
                      (ok, failure) -> {
                        if (failure != null) {
                          LOG.error("Task {} could not be ended", task.uid(), failure);
                        }
                      });
              return new Accepted(task, done.degraded());
            });
  }

  private CompletionStage<Accepted> failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case DocumentChecks.InIndex problem ->
          fail(problem.problem().inIndex(uid.value()))
              .thenApply(ended -> new Accepted(task, Optional.empty()));
      case NotAcknowledgedException refused ->
          fail(refused.problem())
              .thenCompose(
                  ended -> CompletableFuture.failedFuture(refused.problem().asException()));
      case ProblemException problem when isServersFault(problem.problem()) ->
          fail(problem.problem()).thenCompose(ended -> CompletableFuture.failedFuture(problem));
      case ProblemException problem ->
          fail(problem.problem()).thenApply(ended -> new Accepted(task, Optional.empty()));
      default -> {
        LOG.error("Task {} failed", task.uid(), cause);
        Problem problem =
            new Problem(ErrorCode.MIROIR_UNAVAILABLE, "The write failed: " + cause.getMessage());
        yield fail(problem)
            .thenCompose(ended -> CompletableFuture.failedFuture(problem.asException()));
      }
    };
  }

  private static boolean isServersFault(Problem problem) {
    return problem.code() == ErrorCode.MIROIR_UNAVAILABLE
        || problem.code() == ErrorCode.MIROIR_NO_QUORUM;
  }

  private CompletionStage<Void> fail(Problem problem) {
    return services.tasks().fail(task.uid(), Optional.empty(), problem);
  }
}
