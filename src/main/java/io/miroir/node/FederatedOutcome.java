package io.miroir.node;

import io.miroir.engine.query.FederatedAnswer;

/** What came of the searches of one index in a request for several. */
public sealed interface FederatedOutcome {

  record Answered(FederatedAnswer answer) implements FederatedOutcome {}

  /** This part was not answered; others may have been. */
  record Unanswered(String reason) implements FederatedOutcome {}
}
