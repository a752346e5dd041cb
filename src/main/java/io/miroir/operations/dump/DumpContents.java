package io.miroir.operations.dump;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.access.KeyLines;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.json.Uuids;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import io.miroir.tasks.Webhooks.Webhook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Everything of a dump but its documents and tasks, which may be any number: read in a first walk,
 * which also proves that the archive is whole before anything of it is imported.
 *
 * @param indexes by uid
 * @param keys API keys
 */
record DumpContents(
    Map<IndexUid, IndexContents> indexes,
    Map<Feature, Boolean> features,
    List<Webhook> webhooks,
    List<KeyRecord> keys) {
  private static final int MEMBER_BYTES_MAX = 64 << 20;

  /**
   * One index of a dump.
   *
   * @param settings as {@code PATCH /settings} takes them
   * @param documents how many lines there are
   */
  record IndexContents(
      Optional<String> primaryKey,
      Optional<Instant> createdAt,
      Optional<Instant> updatedAt,
      ObjectNode settings,
      long documents) {}

  /** What the walk finds, in whatever order. */
  private static final class Found {
    private Optional<JsonNode> metadata = Optional.empty();
    private final Map<String, JsonNode> indexMetadata = new TreeMap<>();
    private final Map<String, JsonNode> settings = new TreeMap<>();
    private final Map<String, Long> documents = new TreeMap<>();
    private JsonNode features = JsonNodeFactory.instance.objectNode();
    private JsonNode webhooks = JsonNodeFactory.instance.objectNode();
    private final List<KeyRecord> keys = new ArrayList<>();

    void visit(String name, InputStream in) throws IOException {
      String[] path = name.split("/");
      if (path.length == 3 && path[0].equals("indexes")) {
        visitIndex(path[1], path[2], in);
        return;
      }
      switch (name) {
        case "metadata.json" -> metadata = Optional.of(json(name, in));
        case "experimental-features.json" -> features = json(name, in);
        case "webhooks.json" -> webhooks = json(name, in).path("webhooks");
        case "keys.jsonl" -> Lines.each(in, line -> keys.add(KeyLines.read(parse(name, line))));
        default -> {}
      }
    }

    private void visitIndex(String uid, String name, InputStream in) throws IOException {
      switch (name) {
        case "metadata.json" -> indexMetadata.put(uid, json(uid + "/" + name, in));
        case "settings.json" -> settings.put(uid, json(uid + "/" + name, in));
        case "documents.jsonl" -> documents.put(uid, Lines.count(in));
        default -> {}
      }
    }
  }

  /**
   * Reads a dump.
   *
   * @throws ProblemException bad_request when this is no dump of the version that can be read
   */
  static DumpContents read(Path file) {
    Found found = new Found();
    try {
      DumpReader.walk(file, found::visit);
    } catch (IOException e) {
      throw refused("it can't be read as a dump: " + e.getMessage());
    }
    String version =
        found
            .metadata
            .map(metadata -> metadata.path("dumpVersion").asText())
            .orElseThrow(() -> refused("it has no metadata.json"));
    if (!version.equals("V6")) {
      throw refused("its version is " + version + ", and only V6 can be read");
    }
    Map<IndexUid, IndexContents> indexes = new TreeMap<>();
    // Meilisearch keeps the search rules in a hidden index, whose name is no valid uid.
    found.indexMetadata.keySet().stream()
        .filter(IndexUid::isValid)
        .forEach(uid -> indexes.put(new IndexUid(uid), index(found, uid)));
    return new DumpContents(
        indexes, features(found.features), webhooks(found.webhooks), found.keys);
  }

  private static IndexContents index(Found found, String uid) {
    JsonNode metadata = found.indexMetadata.get(uid);
    if (!(found.settings.get(uid) instanceof ObjectNode settings)) {
      throw refused("its index " + uid + " has no settings");
    }
    return new IndexContents(
        Optional.ofNullable(metadata.path("primaryKey").textValue()),
        instant(metadata.path("createdAt")),
        instant(metadata.path("updatedAt")),
        settings,
        found.documents.getOrDefault(uid, 0L));
  }

  private static Map<Feature, Boolean> features(JsonNode flags) {
    Map<Feature, Boolean> features = new EnumMap<>(Feature.class);
    for (Feature feature : Feature.values()) {
      if (flags.path(feature.json()).isBoolean()) {
        features.put(feature, flags.path(feature.json()).booleanValue());
      }
    }
    return features;
  }

  private static List<Webhook> webhooks(JsonNode all) {
    List<Webhook> webhooks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> one : all.properties()) {
      Optional<UUID> uuid = Uuids.parse(one.getKey());
      Map<String, String> headers = new TreeMap<>();
      one.getValue()
          .path("headers")
          .properties()
          .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
      uuid.ifPresent(
          known ->
              webhooks.add(new Webhook(known, one.getValue().path("url").asText(), headers, true)));
    }
    return webhooks;
  }

  private static Optional<Instant> instant(JsonNode text) {
    try {
      return Optional.ofNullable(text.textValue()).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static JsonNode json(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MEMBER_BYTES_MAX + 1);
    if (bytes.length > MEMBER_BYTES_MAX) {
      throw refused(name + " is too large");
    }
    return parse(name, bytes);
  }

  private static JsonNode parse(String name, byte[] bytes) {
    try {
      return JsonSyntax.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw refused(name + " is not JSON: " + e.getMessage());
    }
  }

  /** Uids in the order in which they are imported. */
  TreeSet<IndexUid> uids() {
    return new TreeSet<>(indexes.keySet());
  }

  private static ProblemException refused(String why) {
    return ProblemException.of(ErrorCode.BAD_REQUEST, "The dump can't be imported: " + why + ".");
  }
}
