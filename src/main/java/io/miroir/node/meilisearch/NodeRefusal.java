package io.miroir.node.meilisearch;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.Arrays;

/** A node's own error: what it was asked is not possible there. */
final class NodeRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  NodeRefusal(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  String code() {
    return code;
  }

  /** As the client reads it: without our reserved names and the index's prefix. */
  ProblemException problem() {
    ErrorCode known =
        Arrays.stream(ErrorCode.values())
            .filter(each -> each.json().equals(code))
            .findFirst()
            .orElse(ErrorCode.INTERNAL);
    return ProblemException.of(known, Reserved.stripped(getMessage()));
  }
}
