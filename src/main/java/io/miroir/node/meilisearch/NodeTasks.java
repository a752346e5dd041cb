package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.node.NodeUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Follows a node's tasks to their end with one request for all that are waited for, as often as
 * they end.
 */
final class NodeTasks {
  private static final int UIDS_MAX = 100;
  private static final Duration POLL_DEADLINE = Duration.ofSeconds(5);
  private static final long PAUSE_MIN = 4;
  private static final long PAUSE_MAX = 64;

  private final NodeHttp http;
  private final Map<Long, CompletableFuture<JsonNode>> waited = new ConcurrentHashMap<>();
  private final AtomicBoolean polling = new AtomicBoolean();

  NodeTasks(NodeHttp http) {
    this.http = http;
  }

  /**
   * Waits until a task succeeded.
   *
   * @param answer what the node said when it took the task
   * @throws NodeRefusal with the task's error
   * @throws NodeUnavailableException when that is not known by the deadline
   */
  JsonNode await(JsonNode answer, Instant deadline) {
    if (!answer.path("taskUid").isIntegralNumber()) {
      throw http.unavailable("it named no task");
    }
    long uid = answer.path("taskUid").asLong();
    CompletableFuture<JsonNode> end = waited.computeIfAbsent(uid, key -> new CompletableFuture<>());
    poll();
    try {
      long left = Duration.between(http.in(Duration.ZERO), deadline).toMillis();
      return judged(end.get(Math.max(left, 1), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw http.unavailable("task " + uid + " did not end in time");
    } catch (ExecutionException e) {
      throw http.unavailable("task " + uid + ": " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw http.unavailable("interrupted");
    } finally {
      waited.remove(uid);
    }
  }

  private static JsonNode judged(JsonNode task) {
    if (task.path("status").asText().equals("succeeded")) {
      return task;
    }
    JsonNode error = task.path("error");
    throw new NodeRefusal(
        error.path("code").asText("internal"),
        error.path("message").asText("the task was " + task.path("status").asText()));
  }

  private void poll() {
    if (polling.compareAndSet(false, true)) {
      VirtualThreads.EXECUTOR.execute(this::run);
    }
  }

  private void run() {
    long pause = PAUSE_MIN;
    while (!waited.isEmpty()) {
      VirtualThreads.pause(Duration.ofMillis(pause));
      pause = askedOnce() > 0 ? PAUSE_MIN : Math.min(pause * 2, PAUSE_MAX);
    }
    polling.set(false);
    if (!waited.isEmpty()) {
      poll();
    }
  }

  /** How many tasks ended. A request that failed is repeated: each waiter has its own deadline. */
  private int askedOnce() {
    String uids =
        waited.keySet().stream()
            .sorted(Comparator.naturalOrder())
            .limit(UIDS_MAX)
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    if (uids.isEmpty()) {
      return 0;
    }
    try {
      JsonNode answer =
          http.get(
              "/tasks?limit=" + UIDS_MAX + "&statuses=succeeded,failed,canceled&uids=" + uids,
              http.in(POLL_DEADLINE));
      int ended = 0;
      for (JsonNode task : answer.path("results")) {
        CompletableFuture<JsonNode> end = waited.get(task.path("uid").asLong());
        if (end != null && end.complete(task)) {
          ended++;
        }
      }
      return ended;
    } catch (NodeUnavailableException | NodeRefusal e) {
      return 0;
    }
  }
}
