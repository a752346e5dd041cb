package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.node.NodeObserver;
import io.miroir.node.NodeUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Checks a Meilisearch server that is to become a node: that it answers, is new enough, accepts our
 * key, and belongs to nobody else; then marks it as this cluster's.
 */
public final class Ownership {
  /** The oldest minor version of Meilisearch 1 that has what the adapter asks for. */
  private static final int MINOR_MIN = 50;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final NodeObserver NOBODY = (node, ok, nanos) -> {};

  private final String clusterId;
  private final Optional<String> key;
  private final InstantSource clock;

  public Ownership(String clusterId, Optional<String> key, InstantSource clock) {
    this.clusterId = clusterId;
    this.key = key;
    this.clock = clock;
  }

  /** Fails with a problem that says why the server can't be this node. */
  public CompletionStage<Void> claim(NodeId id, String url) {
    return VirtualThreads.call(
        () -> {
          claimNow(id, url);
          return null;
        });
  }

  private void claimNow(NodeId id, String url) {
    NodeHttp http = new NodeHttp(id, uri(url), key, NOBODY, clock);
    Instant deadline = http.in(PATIENCE);
    try {
      requireVersion(url, http.get("/version", deadline).path("pkgVersion").asText());
      Optional<JsonNode> owner = owner(http, deadline);
      if (owner.isPresent()) {
        requireOurs(owner.get(), id, url);
        return;
      }
      byte[] mark =
          new JsonWriter()
              .object()
              .field("id", "owner")
              .field("cluster", clusterId)
              .field("node", id.value())
              .endObject()
              .toBytes();
      new NodeIndexes(http, new NodeTasks(http)).note(mark, deadline);
      requireOurs(owner(http, deadline).orElseThrow(), id, url);
    } catch (NodeUnavailableException e) {
      throw refused("the server at " + url + " cannot be a node: " + e.reason());
    }
  }

  private static URI uri(String url) {
    try {
      URI uri = URI.create(url);
      if (uri.getHost() != null && uri.getScheme().startsWith("http")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw refused("expected a URL as http://HOST:PORT, found '" + url + "'");
    }
    throw refused("expected a URL as http://HOST:PORT, found '" + url + "'");
  }

  private static void requireVersion(String url, String version) {
    String[] parts = version.split("\\.");
    boolean numbers =
        parts.length >= 2 && Arrays.stream(parts).limit(2).allMatch(part -> part.matches("\\d+"));
    if (!numbers || Integer.parseInt(parts[0]) != 1 || Integer.parseInt(parts[1]) < MINOR_MIN) {
      throw refused(
          "the server at %s has version '%s'; a node needs Meilisearch 1.%d or a later 1.x"
              .formatted(url, version, MINOR_MIN));
    }
  }

  private static Optional<JsonNode> owner(NodeHttp http, Instant deadline) {
    try {
      return Optional.of(http.get("/indexes/" + NodeIndexes.OURS + "/documents/owner", deadline));
    } catch (NodeRefusal e) {
      if (e.code().equals("index_not_found") || e.code().equals("document_not_found")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private void requireOurs(JsonNode owner, NodeId id, String url) {
    if (!owner.path("cluster").asText().equals(clusterId)) {
      throw refused("the server at " + url + " is a node of another cluster");
    }
    String node = owner.path("node").asText();
    if (!node.equals(id.value())) {
      throw refused("the server at %s is node %s of this cluster, not %s".formatted(url, node, id));
    }
  }

  private static ProblemException refused(String why) {
    return ProblemException.of(ErrorCode.MIROIR_UNAVAILABLE, why);
  }
}
