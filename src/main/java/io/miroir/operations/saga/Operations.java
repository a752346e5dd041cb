package io.miroir.operations.saga;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.miroir.ingest.shard.RepairReport;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.topology.SingletonAsk;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * This member's door to long changes. Stages fail with {@link ProblemException}: a refusal with its
 * reason, or that the coordinator can't be reached within seconds.
 */
public final class Operations {
  private final SingletonAsk<Coordinator.Command> singleton;

  Operations(SingletonAsk<Coordinator.Command> singleton) {
    this.singleton = singleton;
  }

  /** Begins an operation, or tells of the one that does the same already. */
  public CompletionStage<OperationSummary> begin(Request request) {
    return ask(replyTo -> new Coordinator.Begin(request, replyTo));
  }

  /** What an operation would do now. */
  public CompletionStage<Plan> preview(Request request) {
    return ask(replyTo -> new Coordinator.Preview(request, replyTo));
  }

  CompletionStage<Coordinator.Overview> all() {
    return ask(Coordinator.DescribeAll::new);
  }

  public CompletionStage<OperationView> describe(long id) {
    return ask(replyTo -> new Coordinator.Describe(id, replyTo));
  }

  /** Begins no further step of an operation; copies that are being filled go on to be filled. */
  public CompletionStage<OperationSummary> pause(long id) {
    return change(id, Operation.State.PAUSED);
  }

  public CompletionStage<OperationSummary> resume(long id) {
    return change(id, Operation.State.RUNNING);
  }

  /** Takes back what is half done; what has ended stays. */
  public CompletionStage<OperationSummary> cancel(long id) {
    return change(id, Operation.State.CANCELLING);
  }

  private CompletionStage<OperationSummary> change(long id, Operation.State wanted) {
    return ask(replyTo -> new Coordinator.Change(id, wanted, replyTo));
  }

  /** Tells the coordinator how a repair goes on; may be lost. */
  public void reported(RepairReport report) {
    singleton.proxy().tell(new Coordinator.Reported(report));
  }

  private <R> CompletionStage<R> ask(
      Function<ActorRef<StatusReply<R>>, Coordinator.Command> message) {
    return singleton.<R>ask(message).exceptionallyCompose(Operations::explained);
  }

  private static <R> CompletionStage<R> explained(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return CompletableFuture.failedFuture(
        cause instanceof StatusReply.ErrorMessage
            ? ProblemException.of(code(cause.getMessage()), sentence(cause.getMessage()))
            : cause);
  }

  private static ErrorCode code(String reason) {
    return reason.startsWith(Coordinator.UNKNOWN)
        ? ErrorCode.MIROIR_OPERATION_NOT_FOUND
        : ErrorCode.MIROIR_OPERATION_REFUSED;
  }

  private static String sentence(String reason) {
    return reason.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + reason.substring(1) + ".";
  }
}
