package io.miroir.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.EntityStreamException;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a handler failed with into an answer; the one place that does. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static HttpResponse answer(Throwable failure, String requestId) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case ProblemException expected -> Answers.problem(expected.problem());
      case TimeoutException late -> Answers.problem(unavailable());
      case EntityStreamException cut -> {
        LOG.debug("Request {}: the client went away before its body was whole", requestId);
        yield Answers.problem(
            new Problem(
                ErrorCode.BAD_REQUEST, "The provided payload is incomplete and cannot be parsed"));
      }
      default -> {
        LOG.error("Request {} failed unexpectedly", requestId, cause);
        yield Answers.problem(
            new Problem(ErrorCode.INTERNAL, "Internal error, see the log of this member."));
      }
    };
  }

  static Problem unavailable() {
    return new Problem(
        ErrorCode.MIROIR_UNAVAILABLE,
        "The request could not be answered in time. Retry after 10s.");
  }

  static Problem tooMany(int most) {
    return new Problem(
        ErrorCode.TOO_MANY_SEARCH_REQUESTS,
        "Too many requests running at the same time: " + most + ". Retry after 10s.");
  }
}
