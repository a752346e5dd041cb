package io.miroir.boot;

import akka.Done;
import akka.http.javadsl.model.HttpResponse;
import io.miroir.json.JsonWriter;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Whether this member serves reads and writes of every index, and what is missing if not. */
final class Readiness {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** One condition: what is missing, or nothing. Asked again at every look. */
  interface Condition {
    CompletionStage<Optional<String>> missing();
  }

  private final List<Condition> conditions;
  private final Executor executor;

  Readiness(List<Condition> conditions, Executor executor) {
    this.conditions = List.copyOf(conditions);
    this.executor = executor;
  }

  /** A condition that is known at once. */
  static Condition unless(java.util.function.BooleanSupplier fulfilled, String missing) {
    return () ->
        CompletableFuture.completedFuture(
            fulfilled.getAsBoolean() ? Optional.empty() : Optional.of(missing));
  }

  /** What is missing now; empty when this member is ready. */
  CompletionStage<List<String>> look() {
    CompletionStage<List<String>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (Condition condition : conditions) {
      all =
          all.thenCombine(
              asked(condition),
              (reasons, missing) -> {
                missing.ifPresent(reasons::add);
                return reasons;
              });
    }
    return all;
  }

  private static CompletionStage<Optional<String>> asked(Condition condition) {
    try {
      return condition
          .missing()
          .toCompletableFuture()
          .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(failure -> Optional.of(String.valueOf(failure.getMessage())));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** Completes when this member is ready for the first time. */
  CompletionStage<Done> once() {
    return look()
        .thenCompose(
            missing ->
                missing.isEmpty()
                    ? CompletableFuture.completedFuture(Done.getInstance())
                    : CompletableFuture.runAsync(
                            () -> {},
                            CompletableFuture.delayedExecutor(
                                PAUSE.toMillis(), TimeUnit.MILLISECONDS, executor))
                        .thenCompose(again -> once()));
  }

  Endpoint endpoint() {
    return Endpoint.get("/_miroir/ready", Authorizer.MANAGEMENT, this::answer);
  }

  private CompletionStage<HttpResponse> answer(Call call) {
    return look().thenApply(Readiness::answer);
  }

  private static HttpResponse answer(List<String> missing) {
    JsonWriter body =
        new JsonWriter()
            .object()
            .field("ready", missing.isEmpty())
            .name("reasons")
            .strings(missing)
            .endObject();
    return Answers.json(missing.isEmpty() ? 200 : 503, body);
  }
}
