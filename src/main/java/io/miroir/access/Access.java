package io.miroir.access;

import io.miroir.json.Uuids;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import io.miroir.routing.RoutingTables;
import io.miroir.web.Authorizer;
import io.miroir.web.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may do what: by the master key everything, by an API key or a tenant token what it grants,
 * and without a master key everything but managing keys. Decides by this member's routing table, so
 * no request waits for another member.
 */
public final class Access implements Authorizer {
  private static final String SCHEME = "Bearer";
  private static final String KEYS = "keys.";

  private final Optional<byte[]> masterKey;
  private final Optional<byte[]> adminKey;
  private final Optional<KeyValues> values;
  private final RoutingTables tables;
  private final InstantSource clock;
  private volatile KeyRing ring = KeyRing.EMPTY;

  /**
   * @param adminKey of the management routes; the master key unless present
   * @param tables where the API keys come from
   */
  public Access(
      Optional<String> masterKey,
      Optional<String> adminKey,
      RoutingTables tables,
      InstantSource clock) {
    this.masterKey = masterKey.map(Access::bytes);
    this.adminKey = adminKey.or(() -> masterKey).map(Access::bytes);
    this.values = this.masterKey.map(KeyValues::new);
    this.tables = tables;
    this.clock = clock;
  }

  @Override
  public Caller authorize(Optional<String> header, String action, Optional<IndexUid> index) {
    if (action.equals(PUBLIC)) {
      return Caller.EVERYTHING;
    }
    Optional<String> token = header.map(Access::token);
    if (action.equals(MANAGEMENT)) {
      return manage(token);
    }
    if (masterKey.isEmpty()) {
      if (action.startsWith(KEYS)) {
        throw Refusals.missingMasterKey();
      }
      return Caller.EVERYTHING;
    }
    String text = token.orElseThrow(Refusals::missingHeader);
    if (same(text, masterKey.get())) {
      return Caller.EVERYTHING;
    }
    Grant grant = grant(text, action);
    grant.check(action, index, clock.instant());
    return grant;
  }

  private Caller manage(Optional<String> token) {
    if (adminKey.isPresent() && !same(token.orElseThrow(Refusals::missingHeader), adminKey.get())) {
      throw Refusals.invalid();
    }
    return Caller.EVERYTHING;
  }

  /** Only what searches takes tokens; whatever is none may still be a key. */
  private Grant grant(String text, String action) {
    KeyRing current = ring();
    if (current.keys().isEmpty() && tables.current().catalogVersion() == 0) {
      throw Refusals.keysUnknown();
    }
    Optional<Grant> token =
        action.equals(Actions.SEARCH) || action.equals(Actions.CHAT)
            ? current.token(text, values.orElseThrow(), clock.instant())
            : Optional.empty();
    return token.or(() -> current.byValue(text).map(Grant::of)).orElseThrow(Refusals::invalid);
  }

  /** The very list tells whether it is another; a table without changed keys has the same one. */
  @SuppressWarnings("ReferenceEquality")
  private KeyRing ring() {
    KeyRing known = ring;
    return known.keys() == tables.current().keys() ? known : renewed();
  }

  @SuppressWarnings("ReferenceEquality")
  private synchronized KeyRing renewed() {
    List<KeyRecord> keys = tables.current().keys();
    if (ring.keys() != keys) {
      ring = KeyRing.of(keys, values.orElseThrow(), ring);
    }
    return ring;
  }

  /** The key that has this uid or this value. */
  Optional<KeyRecord> key(String uidOrValue) {
    KeyRing current = ring();
    return Uuids.parse(uidOrValue)
        .map(UUID::toString)
        .flatMap(current::byUid)
        .or(() -> current.byValue(uidOrValue))
        .map(ApiKey::key);
  }

  /** What clients send for a key. */
  String valueOf(KeyRecord key) {
    return ring()
        .byUid(key.uid())
        .map(ApiKey::value)
        .orElseGet(() -> values.orElseThrow().of(key.uid()));
  }

  /**
   * What stands behind the scheme.
   *
   * @throws ProblemException missing_authorization_header, invalid_api_key
   */
  private static String token(String header) {
    if (!header.equals(SCHEME) && !header.startsWith(SCHEME + " ")) {
      throw Refusals.missingHeader();
    }
    String token = header.length() > SCHEME.length() ? header.substring(SCHEME.length() + 1) : "";
    if (token.isEmpty()) {
      throw Refusals.invalid();
    }
    return token;
  }

  /** Takes as long for any two texts of one length, so that a key can't be guessed by time. */
  private static boolean same(String token, byte[] key) {
    return MessageDigest.isEqual(bytes(token), key);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
