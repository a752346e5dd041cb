package io.miroir.access;

import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The API keys of the cluster. What was changed is in use on every reachable member when the stage
 * completes. Stages fail with {@link ProblemException}: api_key_not_found, api_key_already_exists,
 * payload_too_large (too many to publish), miroir_unavailable.
 */
public interface Keys {

  /** Newest first, as this member knows them. */
  List<KeyRecord> all();

  /** Makes the default keys unless there are keys. */
  CompletionStage<Void> begin();

  /**
   * @param draft its dates are replaced
   */
  CompletionStage<KeyRecord> create(KeyRecord draft);

  CompletionStage<KeyRecord> describe(String uid, Description description);

  CompletionStage<Void> delete(String uid);

  /**
   * Puts keys in the place of all there are, dates included. Large sets go in steps: a failure may
   * leave some of them, and trying again mends it.
   */
  CompletionStage<Void> replaceAll(List<KeyRecord> keys);

  /**
   * What may be changed of a key; empty: stays as it is.
   *
   * @param name a present value that is empty clears it; likewise the description
   */
  record Description(Optional<Optional<String>> name, Optional<Optional<String>> description) {}
}
