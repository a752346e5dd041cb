package io.miroir.web;

import io.miroir.model.IndexUid;
import java.util.List;
import java.util.Optional;

/** Who asks, as far as routes must know it: which indexes the key of the request covers. */
public interface Caller {

  /** Covers every index and may do everything: the master key, or no key where none is set. */
  Caller EVERYTHING =
      new Caller() {
        @Override
        public boolean covers(IndexUid uid) {
          return true;
        }

        @Override
        public boolean may(String action) {
          return true;
        }

        @Override
        public Optional<List<String>> patterns() {
          return Optional.empty();
        }
      };

  boolean covers(IndexUid uid);

  /** Whether the key also grants another action, for example {@code indexes.create}. */
  boolean may(String action);

  /** What listings are restricted to, sorted; absent: nothing. */
  Optional<List<String>> patterns();

  /**
   * What a tenant token restricts searches of an index to, as JSON text of a filter; combined with
   * the request's own by AND.
   */
  default Optional<String> filter(IndexUid uid) {
    return Optional.empty();
  }

  /** Whether a write may make this index when it is missing. */
  default boolean mayCreate(IndexUid uid) {
    return covers(uid) && may("indexes.create");
  }
}
