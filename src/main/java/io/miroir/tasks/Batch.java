package io.miroir.tasks;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What ran together. A task is a batch of its own, except that canceled tasks belong to the batch
 * of their cancelation.
 *
 * @param details of all its tasks, merged: a JSON object without null values
 * @param statuses how many tasks have each status; likewise types and indexUids, in the API's order
 * @param finishedAt absent while it runs
 * @param strategy why it holds what it holds, as Meilisearch words it
 */
public record Batch(
    long uid,
    String details,
    int tasks,
    Map<TaskStatus, Integer> statuses,
    Map<TaskType, Integer> types,
    Map<String, Integer> indexUids,
    Instant startedAt,
    Optional<Instant> finishedAt,
    String strategy) {}
