package io.miroir.engine.rank;

import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;

/** The refusal of a search that needs a vector and has none. */
public final class MissingVector {
  private static final String USER_PROVIDED = "userProvided";

  private MissingVector() {}

  /**
   * @throws ProblemException when there is no embedder of this name
   */
  public static ProblemException problem(
      Settings settings, String embedder, SearchRequest request) {
    String what =
        VectorSearch.embedder(settings, embedder).source().equals(USER_PROVIDED)
            ? "user error: attempt to embed the following text in a configuration where embeddings"
                + " must be user provided:\n  - `%s`"
            : "the query text was not embedded: `%s`";
    return ProblemException.of(
        ErrorCode.VECTOR_EMBEDDING_ERROR,
        "Error while generating embeddings: " + what.formatted(request.q().orElse("")));
  }
}
