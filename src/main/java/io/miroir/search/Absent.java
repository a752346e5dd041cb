package io.miroir.search;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;

/** What is asked for and not there. */
final class Absent {
  private Absent() {}

  static ProblemException index(IndexUid uid) {
    return ProblemException.of(ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` not found.");
  }

  static ProblemException document(String id) {
    return ProblemException.of(ErrorCode.DOCUMENT_NOT_FOUND, "Document `" + id + "` not found.");
  }
}
