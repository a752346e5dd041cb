package io.miroir.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonWriter;
import io.miroir.json.Uuids;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** API keys as dumps hold them: one JSON object a line, without values (API reference, 18.2). */
public final class KeyLines {
  private KeyLines() {}

  public static String of(KeyRecord key) {
    JsonWriter out = new JsonWriter().object();
    key.description().ifPresent(text -> out.field("description", text));
    key.name().ifPresent(text -> out.field("name", text));
    out.field("uid", key.uid());
    out.name("actions").strings(key.actions());
    out.name("indexes").strings(key.indexes());
    out.fieldOrNull("expires_at", key.expiresAt());
    out.field("created_at", key.createdAt());
    return out.field("updated_at", key.updatedAt()).endObject().toString();
  }

  /**
   * An action that this server does not know is kept: it grants nothing.
   *
   * @throws ProblemException bad_request: no key
   */
  public static KeyRecord read(JsonNode line) {
    String uid = Uuids.parse(line.path("uid").asText()).map(UUID::toString).orElse("");
    Optional<Instant> created = date(line, "created_at").map(OffsetDateTime::toInstant);
    Optional<Instant> updated = date(line, "updated_at").map(OffsetDateTime::toInstant);
    if (uid.isEmpty() || created.isEmpty()) {
      throw ProblemException.of(ErrorCode.BAD_REQUEST, "A line of the API keys is not readable.");
    }
    return new KeyRecord(
        uid,
        text(line, "name"),
        text(line, "description"),
        texts(line, "actions"),
        texts(line, "indexes"),
        date(line, "expires_at").map(Expiry::format),
        created.get(),
        updated.orElse(created.get()));
  }

  private static Optional<String> text(JsonNode line, String name) {
    return line.path(name).isTextual()
        ? Optional.of(line.path(name).textValue())
        : Optional.empty();
  }

  private static List<String> texts(JsonNode line, String name) {
    List<String> texts = new ArrayList<>();
    line.path(name).forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static Optional<OffsetDateTime> date(JsonNode line, String name) {
    Optional<OffsetDateTime> date = text(line, name).flatMap(Expiry::parse);
    if (date.isEmpty() && !line.path(name).isMissingNode() && !line.path(name).isNull()) {
      // A date of expiry that can't be read must not become a key without end.
      throw ProblemException.of(
          ErrorCode.BAD_REQUEST, "A line of the API keys has no readable `" + name + "`.");
    }
    return date;
  }
}
