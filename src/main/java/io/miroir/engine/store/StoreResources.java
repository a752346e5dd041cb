package io.miroir.engine.store;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the indexes of an engine share.
 *
 * @param workers threads that help with indexing
 * @param background one thread for commits and refreshes nobody waits for
 * @param threads how many threads index one batch, the calling one included
 */
public record StoreResources(
    DocumentWalkers walkers,
    ExecutorService workers,
    ScheduledExecutorService background,
    int threads,
    RelationCache cache,
    WriteBudget budget,
    StoreLimits limits) {}
