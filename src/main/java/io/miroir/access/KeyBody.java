package io.miroir.access;

import static io.miroir.model.ErrorCode.*;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonText;
import io.miroir.json.Uuids;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the bodies of {@code POST} and {@code PATCH /keys}. */
final class KeyBody {
  private static final class Draft {
    private final Instant now;
    private Optional<String> description = Optional.empty();
    private Optional<String> name = Optional.empty();
    private Optional<String> uid = Optional.empty();
    private List<String> actions = List.of();
    private List<String> indexes = List.of();
    private Optional<String> expiresAt = Optional.empty();

    Draft(Instant now) {
      this.now = now;
    }
  }

  private static final class Changed {
    private Optional<Optional<String>> description = Optional.empty();
    private Optional<Optional<String>> name = Optional.empty();
  }

  private static final JsonShape<Draft> CREATION =
      new JsonShape<Draft>(BAD_REQUEST)
          .field(
              "description",
              INVALID_API_KEY_DESCRIPTION,
              (d, at) -> d.description = at.optional(JsonAt::string))
          .field("name", INVALID_API_KEY_NAME, (d, at) -> d.name = at.optional(JsonAt::string))
          .field("uid", INVALID_API_KEY_UID, (d, at) -> d.uid = Optional.of(uid(at)))
          .required(
              "actions",
              INVALID_API_KEY_ACTIONS,
              MISSING_API_KEY_ACTIONS,
              (d, at) -> d.actions = at.list(action -> action.oneOf(Actions.BY_NAME)))
          .required(
              "indexes",
              INVALID_API_KEY_INDEXES,
              MISSING_API_KEY_INDEXES,
              (d, at) -> d.indexes = at.list(KeyBody::pattern))
          .required(
              "expiresAt",
              INVALID_API_KEY_EXPIRES_AT,
              MISSING_API_KEY_EXPIRES_AT,
              (d, at) -> d.expiresAt = at.optional(value -> expiry(value, d.now)));

  private static final JsonShape<Changed> CHANGE =
      new JsonShape<Changed>(BAD_REQUEST)
          .field(
              "description",
              INVALID_API_KEY_DESCRIPTION,
              (c, at) -> c.description = Optional.of(at.optional(JsonAt::string)))
          .field(
              "name",
              INVALID_API_KEY_NAME,
              (c, at) -> c.name = Optional.of(at.optional(JsonAt::string)))
          .immutable("actions", IMMUTABLE_API_KEY_ACTIONS)
          .immutable("indexes", IMMUTABLE_API_KEY_INDEXES)
          .immutable("expiresAt", IMMUTABLE_API_KEY_EXPIRES_AT)
          .immutable("uid", IMMUTABLE_API_KEY_UID)
          .immutable("key", IMMUTABLE_API_KEY_KEY)
          .immutable("createdAt", IMMUTABLE_API_KEY_CREATED_AT)
          .immutable("updatedAt", IMMUTABLE_API_KEY_UPDATED_AT);

  private KeyBody() {}

  /**
   * @return undated
   * @throws ProblemException for the first thing wrong
   */
  static KeyRecord creation(JsonNode body, Instant now) {
    Draft draft = CREATION.read(JsonAt.root(body, BAD_REQUEST), new Draft(now));
    if (!draft.indexes.isEmpty() && !draft.indexes.contains("*")) {
      draft.actions.stream()
          .filter(Actions::isGlobal)
          .findFirst()
          .ifPresent(
              action -> {
                throw outOfScope(action);
              });
    }
    return new KeyRecord(
        draft.uid.orElseGet(() -> UUID.randomUUID().toString()),
        draft.name,
        draft.description,
        draft.actions,
        draft.indexes,
        draft.expiresAt,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  static Keys.Description change(JsonNode body) {
    Changed changed = CHANGE.read(JsonAt.root(body, BAD_REQUEST), new Changed());
    return new Keys.Description(changed.name, changed.description);
  }

  private static String uid(JsonAt at) {
    String text = at.string();
    Uuids.problem(text)
        .ifPresent(
            problem -> {
              throw at.invalid(problem);
            });
    return Uuids.parse(text).map(UUID::toString).orElseThrow();
  }

  private static String pattern(JsonAt at) {
    String text = at.string();
    if (!IndexPatterns.isValid(text)) {
      throw at.invalid(
          "`"
              + text
              + "` is not a valid index uid pattern. Index uid patterns can be an integer or a"
              + " string containing only alphanumeric characters, hyphens (-), underscores (_), and"
              + " optionally end with a star (*).");
    }
    return text;
  }

  private static String expiry(JsonAt at, Instant now) {
    String text = at.string();
    return Expiry.parse(text)
        .filter(date -> date.toInstant().isAfter(now))
        .map((OffsetDateTime date) -> Expiry.format(date))
        .orElseThrow(
            () ->
                at.invalid(
                    "`"
                        + text
                        + "` is not a valid date. It should follow the RFC 3339 format to"
                        + " represents a date or datetime in the future or specified as a null"
                        + " value. e.g. 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM:SS'.\n"));
  }

  private static ProblemException outOfScope(String action) {
    String quoted = "`" + JsonText.quote(action) + "`";
    return ProblemException.of(
        INDEX_SCOPED_API_KEY_WITH_GLOBAL_ACTION,
        "cannot create index-scoped API key with global action "
            + quoted
            + "\n  - Hint: remove action "
            + quoted
            + " from the action list, or remove `indexes` to make the key global");
  }
}
