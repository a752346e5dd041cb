package io.miroir.catalog;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.Problem;
import java.util.Optional;

/** What the rules make of a command: a fact to persist, nothing to do, or a refusal. */
sealed interface Decision {

  record Happens(CatalogEvent event) implements Decision {}

  /** It is so already. */
  record Already(Optional<IndexId> index) implements Decision {}

  record Refused(Problem problem) implements Decision {}

  static Decision refused(ErrorCode code, String message) {
    return new Refused(new Problem(code, message));
  }
}
