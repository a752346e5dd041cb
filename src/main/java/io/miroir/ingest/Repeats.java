package io.miroir.ingest;

import io.miroir.ingest.DocumentWrites.Accepted;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.tasks.Task;
import io.miroir.tasks.Tasks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Writes with an {@code Idempotency-Key}: applied once, however often they are sent. */
final class Repeats {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final IngestServices services;

  Repeats(IngestServices services) {
    this.services = services;
  }

  /** A key counts within its index. It is hashed, so that any length will do. */
  CompletionStage<Tasks.Enqueued> enqueue(Tasks.NewTask task, IndexUid uid, String key) {
    return services.tasks().enqueueOnce(task, hash(uid + "\n" + key));
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected every Java to have SHA-256", e);
    }
  }

  /** The answer of the first attempt, which may still be under way: its acknowledgement is ours. */
  CompletionStage<Accepted> answer(Task first) {
    return answer(first, services.clock().instant().plus(services.config().sliceTimeout()));
  }

  private CompletionStage<Accepted> answer(Task task, Instant giveUp) {
    if (task.acknowledged() || task.status().finished()) {
      return CompletableFuture.completedFuture(new Accepted(task, Optional.empty()));
    }
    if (services.clock().instant().isAfter(giveUp)) {
      return CompletableFuture.failedFuture(
          ProblemException.of(
              ErrorCode.MIROIR_UNAVAILABLE,
              "The first write with this Idempotency-Key is still under way as task "
                  + task.uid()
                  + "."));
    }
    return CompletableFuture.supplyAsync(
            task::uid, CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
        .thenCompose(services.tasks()::find)
        .thenCompose(found -> answer(found.orElse(task), giveUp));
  }
}
