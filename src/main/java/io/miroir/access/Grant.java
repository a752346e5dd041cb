package io.miroir.access;

import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.web.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a key gives, or a tenant token made with it.
 *
 * @param rules of the token
 * @param end of the token in seconds of the epoch
 */
record Grant(ApiKey key, Optional<SearchRules> rules, Optional<Long> end) implements Caller {

  static Grant of(ApiKey key) {
    return new Grant(key, Optional.empty(), Optional.empty());
  }

  /**
   * @throws ProblemException the refusal, the index before the action
   */
  void check(String action, Optional<IndexUid> index, Instant now) {
    end.ifPresent(seconds -> checkEnd(seconds, now));
    index.ifPresent(this::checkIndex);
    boolean reachesFarEnough =
        Actions.isGlobal(action) ? key.indexes().everything() : !key.indexes().sorted().isEmpty();
    if (!key.grants(action) || !reachesFarEnough || key.expired(now)) {
      throw Refusals.invalid();
    }
  }

  /** The second of the end is still within. */
  static void checkEnd(long seconds, Instant now) {
    if (now.getEpochSecond() > seconds) {
      throw Refusals.invalid(
          "Tenant token expired. Was valid up to `"
              + seconds
              + "` and we're now `"
              + now.getEpochSecond()
              + "`.");
    }
  }

  private void checkIndex(IndexUid uid) {
    if (rules.isPresent() && !rules.get().covers(uid)) {
      throw Refusals.invalid(
          "The provided tenant token cannot acces the index `"
              + uid
              + "`, allowed indexes are "
              + rules.get().patterns()
              + ".");
    }
    if (!key.covers(uid)) {
      throw Refusals.invalid(
          rules.isPresent()
              ? "The API key used to generate this tenant token cannot acces the index `"
                  + uid
                  + "`."
              : "The API key cannot acces the index `"
                  + uid
                  + "`, authorized indexes are "
                  + key.indexes()
                  + ".");
    }
  }

  @Override
  public boolean covers(IndexUid uid) {
    return key.covers(uid) && rules.map(r -> r.covers(uid)).orElse(true);
  }

  @Override
  public boolean may(String action) {
    return key.grants(action);
  }

  @Override
  public Optional<List<String>> patterns() {
    return key.indexes().everything() ? Optional.empty() : Optional.of(key.indexes().sorted());
  }

  @Override
  public Optional<String> filter(IndexUid uid) {
    return rules.flatMap(r -> r.filter(uid));
  }
}
