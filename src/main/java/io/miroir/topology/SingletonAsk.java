package io.miroir.topology;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks a singleton through its proxy, again and again while it moves, until a deadline. What is
 * asked must be harmless when it arrives twice.
 *
 * @param name for messages to people
 */
public record SingletonAsk<C>(ActorSystem<?> system, String name, ActorRef<C> proxy) {
  private static final Duration ONE_TRY = Duration.ofSeconds(2);
  private static final Duration DEADLINE = Duration.ofSeconds(12);

  /**
   * Fails with {@link ProblemException} (miroir_unavailable) when there was no answer in time, with
   * {@link StatusReply.ErrorMessage} when the singleton refused.
   */
  public <R> CompletionStage<R> ask(Function<ActorRef<StatusReply<R>>, C> message) {
    return attempt(message, ONE_TRY, Instant.now().plus(DEADLINE));
  }

  /** For what takes its time: one try may last until the deadline. */
  public <R> CompletionStage<R> askSlow(Function<ActorRef<StatusReply<R>>, C> message) {
    return attempt(message, Duration.ofSeconds(6), Instant.now().plus(DEADLINE));
  }

  private <R> CompletionStage<R> attempt(
      Function<ActorRef<StatusReply<R>>, C> message, Duration timeout, Instant deadline) {
    return AskPattern.<C, R>askWithStatus(proxy, message::apply, timeout, system.scheduler())
        .handle((answer, failure) -> next(message, timeout, deadline, answer, failure))
        .thenCompose(stage -> stage);
  }

  private <R> CompletionStage<R> next(
      Function<ActorRef<StatusReply<R>>, C> message,
      Duration timeout,
      Instant deadline,
      R answer,
      Throwable failure) {
    if (failure == null) {
      return CompletableFuture.completedFuture(answer);
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof TimeoutException)) {
      return CompletableFuture.failedFuture(cause);
    }
    if (Instant.now().isBefore(deadline)) {
      return attempt(message, timeout, deadline);
    }
    return CompletableFuture.failedFuture(
        ProblemException.of(
            ErrorCode.MIROIR_UNAVAILABLE, "The " + name + " did not answer in time."));
  }
}
