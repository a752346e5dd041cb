package io.miroir.tasks;

import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One task as the database has it.
 *
 * @param index the incarnation it works on, once known
 * @param details JSON object text as clients see it, keys in Meilisearch's order
 * @param owner the member that carries it out
 * @param acknowledged the client has its answer: the change itself has been made durably
 */
public record Task(
    long uid,
    OptionalLong batchUid,
    Optional<IndexUid> indexUid,
    Optional<IndexId> index,
    TaskType type,
    TaskStatus status,
    OptionalLong canceledBy,
    Optional<String> details,
    Optional<Problem> error,
    Instant enqueuedAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<String> customMetadata,
    String owner,
    boolean acknowledged) {}
