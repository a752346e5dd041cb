package io.miroir.tasks;

import java.util.List;
import java.util.OptionalLong;

/** As {@link TaskPage}, with batch uids. */
public record BatchPage(List<Batch> batches, long total, OptionalLong from, OptionalLong next) {}
