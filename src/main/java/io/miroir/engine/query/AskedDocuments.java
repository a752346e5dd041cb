package io.miroir.engine.query;

import io.miroir.model.Problem;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A listing of documents as a client asked for it.
 *
 * @param offset as given, which may be beyond what a request can hold; likewise limit
 */
public record AskedDocuments(
    DocumentsRequest request, BigInteger offset, BigInteger limit, boolean useNetwork) {

  /** What a feature would be needed for. */
  public Optional<Problem> refusal() {
    return useNetwork ? Optional.of(AskedSearch.networkNotEnabled()) : Optional.empty();
  }
}
