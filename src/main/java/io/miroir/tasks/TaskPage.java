package io.miroir.tasks;

import java.util.List;
import java.util.OptionalLong;

/**
 * @param total matches, whatever from and limit say; tasks the caller may not see and tasks of
 *     several indexes are counted though they are not listed
 * @param from uid of the first task here
 * @param next what to ask from for the next page; absent at the end
 */
public record TaskPage(List<Task> tasks, long total, OptionalLong from, OptionalLong next) {}
