package io.miroir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import io.miroir.web.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tokens are refused for, and that nothing remembered of a good one outlives its reason. */
class TenantTokenTest {
  private static final String MASTER = "0123456789abcdef";
  private static final String UID = "6062abda-a5aa-4414-ac91-ecd7944c0f8d";
  private static final String VALUE =
      new KeyValues(MASTER.getBytes(StandardCharsets.UTF_8)).of(UID);
  private static final KeyRecord KEY = KeyTables.key(UID, List.of("search"), List.of("*"), null);
  private static final IndexUid MOVIES = new IndexUid("movies");
  private static final String OPEN = "{\"apiKeyUid\":\"" + UID + "\",\"searchRules\":[\"*\"]}";

  private final KeyTables tables = new KeyTables(KEY);
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));
  private final Access access =
      new Access(Optional.of(MASTER), Optional.empty(), tables.tables(), now::get);

  private Caller search(String token) {
    return access.authorize(Optional.of("Bearer " + token), "search", Optional.of(MOVIES));
  }

  private void refused(String token, String message) {
    assertThatThrownBy(() -> search(token))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().message()).isEqualTo(message));
  }

  @Test
  void theValueOfAKeyIsThatOfEveryServerWithItsMasterKey() {
    // Computed by another implementation of HMAC-SHA256.
    assertThat(new KeyValues("MASTER_KEY".getBytes(StandardCharsets.UTF_8)).of(UID))
        .isEqualTo("d8c9c91769d197727a05d457c5a472c5e3cbd57e986c176dd8a76dce4db068dd");
  }

  @Test
  void aTokenEndsWithItsKeyWithTheRightOfItsKeyAndWithItsTime() {
    String token = Tokens.sign("HS256", OPEN, VALUE);
    assertThat(search(token).covers(MOVIES)).isTrue();

    tables.set(List.of(KeyTables.key(UID, List.of("documents.get"), List.of("*"), null)));
    refused(token, "The provided API key is invalid.");
    tables.set(List.of());
    refused(token, "The provided API key is invalid.");
    tables.set(List.of(KEY));
    assertThat(search(token).covers(MOVIES)).isTrue();

    String ending = Tokens.sign("HS512", OPEN.replace("}", ",\"exp\":1780315201}"), VALUE);
    search(ending);
    now.set(now.get().plusSeconds(2));
    refused(
        ending, "Tenant token expired. Was valid up to `1780315201` and we're now `1780315202`.");
  }

  @Test
  void aTokenOfAKeyThatEndsIsRefusedFromThenOn() {
    tables.set(
        List.of(KeyTables.key(UID, List.of("search"), List.of("*"), "2026-06-01T12:00:05Z")));
    String token = Tokens.sign("HS384", OPEN, VALUE);
    search(token);
    now.set(now.get().plusSeconds(5));
    refused(token, "The provided API key is invalid.");
  }

  @Test
  void onlySearchesTakeTokens() {
    String token = Tokens.sign("HS256", OPEN, VALUE);
    assertThatThrownBy(
            () ->
                access.authorize(
                    Optional.of("Bearer " + token), "documents.get", Optional.of(MOVIES)))
        .hasMessageContaining("The provided API key is invalid.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {"searchRules":["*"]} | missing field `apiKeyUid` at line 1 column 21
          {"apiKeyUid":"@"} | missing field `searchRules` at line 1 column 52
          {"apiKeyUid":"@","searchRules":"*"} | data did not match any variant of untagged enum SearchRules at line 1 column 70
          {"searchRules":"*","apiKeyUid":"@"} | data did not match any variant of untagged enum SearchRules at line 1 column 18
          {"apiKeyUid":"@","searchRules":["a b"]} | data did not match any variant of untagged enum SearchRules at line 1 column 74
          {"apiKeyUid":"@","searchRules":{"a":5}} | data did not match any variant of untagged enum SearchRules at line 1 column 74
          {"apiKeyUid":"@","searchRules":["*"],"exp":"tomorrow"} | invalid type: string "tomorrow", expected i64 at line 1 column 88
          {"apiKeyUid":"@","searchRules":["*"],"exp":[1]} | invalid type: sequence, expected i64 at line 1 column 78
          {"apiKeyUid":5,"searchRules":["*"]} | invalid type: integer `5`, expected a UUID string at line 1 column 14
          {"apiKeyUid":"x","searchRules":["*"]} | UUID parsing failed: invalid character: found `x` at 0 at line 1 column 16
          {"apiKeyUid":"@" | EOF while parsing an object at line 1 column 51
          """)
  void claimsThatCannotBeReadAreToldWithTheirPlace(String payload, String problem) {
    refused(
        Tokens.sign("HS256", payload.replace("@", UID), VALUE),
        "Could not decode tenant token, JSON error: " + problem + ".");
  }

  @Test
  void whatIsNotSignedByTheKeyItNamesIsRefused() {
    refused(
        Tokens.sign("HS256", OPEN, "another"), "Could not decode tenant token, InvalidSignature.");
    String token = Tokens.sign("HS256", OPEN, VALUE);
    String header = Tokens.sign("{\"alg\":\"RS256\"}", OPEN, "HS256", VALUE);
    refused(header, "Could not decode tenant token, InvalidAlgorithm.");
    refused(
        Tokens.sign("{\"alg\":\"none\"}", OPEN, "HS256", VALUE),
        "Could not decode tenant token, JSON error: unknown variant `none`, expected one of"
            + " `HS256`, `HS384`, `HS512`, `ES256`, `ES384`, `RS256`, `RS384`, `RS512`, `PS256`,"
            + " `PS384`, `PS512`, `EdDSA` at line 1 column 13.");
    refused(
        Tokens.sign("HS256", OPEN.replace("}", ",\"aud\":\"me\"}"), VALUE),
        "Could not decode tenant token, InvalidAudience.");
    refused(token + "=", "Could not decode tenant token, Base64 error: Invalid padding.");
    refused("a.b.c", "Could not decode tenant token, Base64 error: Invalid input length: 1.");
    refused("a+.b.c", "Could not decode tenant token, Base64 error: Invalid symbol 43, offset 1.");
    refused("a.b", "The provided API key is invalid.");
    // A changed letter anywhere in the token is noticed.
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThatThrownBy(() -> search(changed)).isInstanceOf(ProblemException.class);
    }
  }
}
