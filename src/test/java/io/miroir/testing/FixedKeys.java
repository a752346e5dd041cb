package io.miroir.testing;

import io.miroir.access.Keys;
import io.miroir.routing.KeyRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** API keys that the test sets, and that a restored dump replaces. */
public final class FixedKeys implements Keys {
  private volatile List<KeyRecord> keys = List.of();

  @Override
  public List<KeyRecord> all() {
    return keys;
  }

  @Override
  public CompletionStage<Void> begin() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<KeyRecord> create(KeyRecord draft) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<KeyRecord> describe(String uid, Description description) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> delete(String uid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> replaceAll(List<KeyRecord> all) {
    keys = List.copyOf(all);
    return CompletableFuture.completedFuture(null);
  }
}
