package io.miroir.model;

/**
 * Carries a {@link Problem} through code that returns values; never a bug, so it has no stack
 * trace.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  public static ProblemException of(ErrorCode code, String message) {
    return new ProblemException(new Problem(code, message));
  }

  public Problem problem() {
    return problem;
  }
}
