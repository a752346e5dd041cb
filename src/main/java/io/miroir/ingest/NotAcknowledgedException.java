package io.miroir.ingest;

import io.miroir.model.Problem;

/** Some shards did not acknowledge a write; answered with HTTP 503. */
final class NotAcknowledgedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  NotAcknowledgedException(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
