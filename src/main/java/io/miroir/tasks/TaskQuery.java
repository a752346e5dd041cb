package io.miroir.tasks;

import java.util.OptionalLong;

/**
 * A page of a listing, newest first.
 *
 * @param from the first uid to show, inclusive
 * @param reverse oldest first
 */
public record TaskQuery(TaskFilter filter, OptionalLong from, int limit, boolean reverse) {}
