package io.miroir.access;

import io.miroir.model.IndexUid;
import io.miroir.routing.KeyRecord;
import java.time.Instant;
import java.util.Set;

/**
 * A key made ready for checking.
 *
 * @param value what clients send
 * @param granted single actions, or {@link Actions#ALL}
 */
record ApiKey(
    KeyRecord key, String value, Set<String> granted, IndexPatterns indexes, Instant end) {

  static ApiKey of(KeyRecord key, String value) {
    return new ApiKey(
        key, value, Actions.granted(key.actions()), IndexPatterns.of(key.indexes()), key.end());
  }

  boolean grants(String action) {
    return granted.contains(action) || granted.contains(Actions.ALL);
  }

  boolean covers(IndexUid uid) {
    return indexes.covers(uid);
  }

  boolean expired(Instant now) {
    return !now.isBefore(end);
  }

  /** Never shows the value, so that it can't come into a log. */
  @Override
  public String toString() {
    return "ApiKey[" + key.uid() + "]";
  }
}
