package io.miroir.search;

import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/** Gives refusals of the engine the code that belongs to the route. */
final class Recoded {
  private Recoded() {}

  /** Throws what a stage failed with, recoded if it is a refusal. */
  static <T> T fail(Throwable failure, UnaryOperator<Problem> recode) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException refusal) {
      throw new ProblemException(recode.apply(refusal.problem()));
    }
    throw new CompletionException(cause);
  }
}
