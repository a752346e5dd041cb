package io.miroir.tasks;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;

/** What is not there. */
final class Missing {
  private Missing() {}

  static ProblemException index(IndexUid uid) {
    return ProblemException.of(ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` not found.");
  }
}
