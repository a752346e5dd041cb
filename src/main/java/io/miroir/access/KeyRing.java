package io.miroir.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All keys of one moment, ready for checking, with the tokens that were found good under them. A
 * change of the keys makes another ring, so nothing remembered outlives the key it came from; the
 * end of a token is looked at each time.
 */
final class KeyRing {
  /** Characters of all tokens remembered. */
  private static final long TOKENS_CHARS_MAX = 8 * 1024 * 1024;

  static final KeyRing EMPTY = new KeyRing(List.of(), Map.of(), Map.of());

  private final List<KeyRecord> keys;
  private final Map<String, ApiKey> byUid;
  private final Map<String, ApiKey> byValue;
  private final Cache<String, Grant> tokens =
      Caffeine.newBuilder()
          .maximumWeight(TOKENS_CHARS_MAX)
          .weigher((String token, Grant grant) -> token.length())
          .build();

  private KeyRing(List<KeyRecord> keys, Map<String, ApiKey> byUid, Map<String, ApiKey> byValue) {
    this.keys = keys;
    this.byUid = byUid;
    this.byValue = byValue;
  }

  /**
   * @param before whose values are taken over where they can be
   */
  static KeyRing of(List<KeyRecord> keys, KeyValues values, KeyRing before) {
    Map<String, ApiKey> byUid = new HashMap<>();
    Map<String, ApiKey> byValue = new HashMap<>();
    for (KeyRecord key : keys) {
      String value =
          before.byUid(key.uid()).map(ApiKey::value).orElseGet(() -> values.of(key.uid()));
      ApiKey ready = ApiKey.of(key, value);
      byUid.put(key.uid(), ready);
      byValue.put(value, ready);
    }
    return new KeyRing(keys, Map.copyOf(byUid), Map.copyOf(byValue));
  }

  List<KeyRecord> keys() {
    return keys;
  }

  Optional<ApiKey> byUid(String uid) {
    return Optional.ofNullable(byUid.get(uid));
  }

  Optional<ApiKey> byValue(String value) {
    return Optional.ofNullable(byValue.get(value));
  }

  /**
   * What a tenant token gives; empty when the text is none.
   *
   * @throws ProblemException invalid_api_key: a token that is not good
   */
  Optional<Grant> token(String text, KeyValues values, Instant now) {
    Grant known = tokens.getIfPresent(text);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Grant> grant = TenantToken.read(text).map(token -> verified(token, values, now));
    grant.ifPresent(good -> tokens.put(text, good));
    return grant;
  }

  /** By the value that the key has or would have: only then its being there is of interest. */
  private Grant verified(TenantToken token, KeyValues values, Instant now) {
    token.verify(
        byUid(token.keyUid()).map(ApiKey::value).orElseGet(() -> values.of(token.keyUid())));
    token.end().ifPresent(end -> Grant.checkEnd(end, now));
    ApiKey key = byUid(token.keyUid()).orElseThrow(Refusals::invalid);
    return new Grant(key, Optional.of(token.rules()), token.end());
  }
}
