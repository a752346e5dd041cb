package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.IndexDefinition;
import io.miroir.json.JsonText;
import io.miroir.json.JsonWriter;
import io.miroir.model.IndexId;
import io.miroir.node.NodeUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which indexes of the cluster a node has, and at which settings version: written down in an index
 * of ours on the node, beside the mark whose node it is.
 */
final class NodeIndexes {
  /** Holds the mark of ownership and an entry for each of the cluster's indexes there. */
  static final String OURS = "_miroir";

  private static final String OWNER = "owner";
  private static final String ENTRY = "index_";
  private static final Duration SLOW = Duration.ofMinutes(10);
  private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
  private static final int ENTRIES_MAX = 100_000;

  /**
   * @param version of its settings
   * @param catalogVersion that was current when it came
   */
  record Entry(long version, long catalogVersion) {}

  private final NodeHttp http;
  private final NodeTasks tasks;
  private final Map<IndexId, ReentrantLock> locks = new ConcurrentHashMap<>();
  private volatile Map<IndexId, Entry> known = Map.of();

  /** Indexes that this member noted and did not drop. */
  private final Map<IndexId, Boolean> recent = new ConcurrentHashMap<>();

  private volatile boolean owned;
  private volatile long looked = System.nanoTime() - LOOK_NANOS;

  NodeIndexes(NodeHttp http, NodeTasks tasks) {
    this.http = http;
    this.tasks = tasks;
  }

  /** As the node says now. */
  Map<IndexId, Entry> look(Instant deadline) {
    long at = System.nanoTime();
    Map<IndexId, Entry> found = new ConcurrentHashMap<>();
    boolean mark = false;
    for (JsonNode document : documents(deadline)) {
      String id = document.path("id").asText();
      mark |= id.equals(OWNER);
      if (id.startsWith(ENTRY)) {
        found.put(
            new IndexId(id.substring(ENTRY.length())),
            new Entry(document.path("version").asLong(), document.path("catalogVersion").asLong()));
      }
    }
    // What was noted last may not be readable there yet.
    known.forEach(
        (index, entry) -> {
          if (recent.containsKey(index)) {
            found.merge(index, entry, (a, b) -> a.version() >= b.version() ? a : b);
          }
        });
    known = Map.copyOf(found);
    owned = mark;
    looked = at;
    return known;
  }

  private JsonNode documents(Instant deadline) {
    try {
      return http.get("/indexes/" + OURS + "/documents?limit=" + ENTRIES_MAX, deadline)
          .path("results");
    } catch (NodeRefusal e) {
      if (e.code().equals("index_not_found")) {
        return MissingNode.getInstance();
      }
      throw e;
    }
  }

  /** Whether the node still has our mark: without it, its data was lost or replaced. */
  boolean owned() {
    return owned;
  }

  /** The catalog version that was current when an index came. */
  long birth(IndexId index) {
    Entry entry = known.get(index);
    return entry == null ? Long.MAX_VALUE : entry.catalogVersion();
  }

  /** The settings version served, as far as this member knows; asked again when too low. */
  void requireVersion(IndexId index, long floor, Instant deadline) {
    if (version(index) >= floor) {
      return;
    }
    if (System.nanoTime() - looked >= LOOK_NANOS) {
      look(deadline);
    }
    if (version(index) < floor) {
      throw http.unavailable("index " + index + " is not at settings version " + floor + " there");
    }
  }

  private long version(IndexId index) {
    Entry entry = known.get(index);
    return entry == null ? -1 : entry.version();
  }

  /**
   * Makes the index, or brings it to newer settings, and proves it by reading them back.
   *
   * @param mayCreate false where the node should have it already: an empty one would count as a
   *     good copy
   */
  void define(IndexId index, IndexDefinition definition, long catalogVersion, boolean mayCreate) {
    ReentrantLock lock = locks.computeIfAbsent(index, key -> new ReentrantLock());
    lock.lock();
    try {
      if (version(index) < definition.settingsVersion()) {
        defineLocked(index, definition, catalogVersion, mayCreate);
      }
    } finally {
      lock.unlock();
    }
  }

  private void defineLocked(
      IndexId index, IndexDefinition definition, long catalogVersion, boolean mayCreate) {
    Instant deadline = http.in(SLOW);
    Entry before = look(deadline).get(index);
    if (before != null && before.version() >= definition.settingsVersion()) {
      return;
    }
    boolean exists = exists(index, deadline);
    if (!exists && !mayCreate) {
      throw http.unavailable("it lost index " + index);
    }
    Optional<JsonNode> creation =
        exists ? Optional.empty() : Optional.of(create(index, definition.primaryKey(), deadline));
    ObjectNode settings = NodeSettings.of(definition.settings());
    tasks.await(
        http.send("PATCH", path(index) + "/settings", NodeHttp.JSON, bytes(settings), deadline),
        deadline);
    creation.ifPresent(task -> awaitCreation(task, deadline));
    List<String> different =
        NodeSettings.differences(settings, http.get(path(index) + "/settings", deadline));
    if (!different.isEmpty()) {
      throw new NodeUnavailableException(
          http.id(), "settings of index " + index + " read back otherwise: " + different);
    }
    long birth = before == null ? catalogVersion : before.catalogVersion();
    byte[] entry =
        new JsonWriter()
            .object()
            .field("id", ENTRY + index)
            .field("version", definition.settingsVersion())
            .field("catalogVersion", birth)
            .endObject()
            .toBytes();
    // Taken by the node it is as good as done, and nobody needs to wait for it.
    enqueueNote(entry, deadline);
    Map<IndexId, Entry> more = new HashMap<>(known);
    more.put(index, new Entry(definition.settingsVersion(), birth));
    known = Map.copyOf(more);
    recent.put(index, true);
  }

  boolean exists(IndexId index, Instant deadline) {
    try {
      http.get(path(index), deadline);
      return true;
    } catch (NodeRefusal e) {
      if (e.code().equals("index_not_found")) {
        return false;
      }
      throw e;
    }
  }

  private JsonNode create(IndexId index, Optional<String> primaryKey, Instant deadline) {
    JsonWriter body = new JsonWriter().object().field("uid", index.value());
    primaryKey.ifPresent(name -> body.field("primaryKey", name));
    return http.post("/indexes", body.endObject().toString(), deadline);
  }

  private void awaitCreation(JsonNode task, Instant deadline) {
    try {
      tasks.await(task, deadline);
    } catch (NodeRefusal e) {
      // Another member was first.
      if (!e.code().equals("index_already_exists")) {
        throw e;
      }
    }
  }

  void drop(IndexId index, Instant deadline) {
    recent.remove(index);
    try {
      tasks.await(http.send("DELETE", path(index), NodeHttp.JSON, new byte[0], deadline), deadline);
    } catch (NodeRefusal e) {
      if (!e.code().equals("index_not_found")) {
        throw e;
      }
    }
    tasks.await(
        http.send(
            "DELETE",
            "/indexes/" + OURS + "/documents/" + ENTRY + index,
            NodeHttp.JSON,
            new byte[0],
            deadline),
        deadline);
    look(deadline);
  }

  /** Writes one of our own documents. */
  void note(byte[] document, Instant deadline) {
    tasks.await(enqueueNote(document, deadline), deadline);
  }

  private JsonNode enqueueNote(byte[] document, Instant deadline) {
    return http.send(
        "POST",
        "/indexes/" + OURS + "/documents?primaryKey=id",
        NodeHttp.NDJSON,
        document,
        deadline);
  }

  static String path(IndexId index) {
    return "/indexes/" + index.value();
  }

  static byte[] bytes(JsonNode node) {
    return JsonText.of(node).getBytes(StandardCharsets.UTF_8);
  }
}
