package io.miroir.engine.filter;

/**
 * A name or value as it stands in a filter.
 *
 * @param value unquoted, escapes resolved
 * @param start first UTF-16 unit of its text in the filter, quotes left out
 * @param end behind its last unit
 * @param filter the whole filter string it stands in
 */
public record Word(String value, int start, int end, String filter) {}
