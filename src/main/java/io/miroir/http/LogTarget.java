package io.miroir.http;

import ch.qos.logback.classic.Level;
import io.miroir.json.JsonAt;
import io.miroir.model.ProblemException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which log messages are wanted: {@code info}, {@code io.miroir.tasks=debug}, or several of them
 * with commas, as Rust's tracing writes it.
 *
 * @param others level of what no name fits; OFF unless given
 * @param byName by beginnings of loggers' names
 */
record LogTarget(Level others, Map<String, Level> byName) {
  private static final String EMPTY =
      "Empty string is not a valid target. If you want to get no logs use `OFF`. Usage: `info`,"
          + " `meilisearch=info`, or you can write multiple filters in one target:"
          + " `index_scheduler=info,milli=trace`";
  static final LogTarget INFO = new LogTarget(Level.INFO, Map.of());

  /**
   * @throws ProblemException when it is none
   */
  static LogTarget read(JsonAt at) {
    String text = at.string();
    if (text.isEmpty()) {
      throw at.invalid(EMPTY);
    }
    Level others = Level.OFF;
    Map<String, Level> byName = new TreeMap<>();
    for (String directive : text.split(",")) {
      String[] sides = directive.split("=", -1);
      if (sides.length > 2) {
        throw at.invalid(
            "invalid filter directive: too many '=' in filter directive, expected 0 or 1");
      }
      String name = sides[0].strip().replace("::", ".");
      if (sides.length == 2) {
        byName.put(name, level(sides[1]).orElseThrow(() -> noLevel(at)));
      } else if (level(name).isPresent()) {
        others = level(name).get();
      } else if (!name.isEmpty()) {
        byName.put(name, Level.TRACE);
      }
    }
    return new LogTarget(others, byName);
  }

  private static ProblemException noLevel(JsonAt at) {
    return at.invalid(
        "invalid filter directive: error parsing level filter: expected one of \"off\", \"error\","
            + " \"warn\", \"info\", \"debug\", \"trace\", or a number 0-5");
  }

  private static Optional<Level> level(String text) {
    return Optional.ofNullable(
        switch (text.strip().toLowerCase(Locale.ROOT)) {
          case "off", "0" -> Level.OFF;
          case "error", "1" -> Level.ERROR;
          case "warn", "2" -> Level.WARN;
          case "info", "3" -> Level.INFO;
          case "debug", "4" -> Level.DEBUG;
          case "trace", "5" -> Level.TRACE;
          default -> null;
        });
  }

  /** Whether a message is wanted; the longest name that fits decides. */
  boolean wants(String logger, Level level) {
    Level threshold =
        byName.entrySet().stream()
            .filter(entry -> fits(entry.getKey(), logger))
            .max(Map.Entry.comparingByKey(java.util.Comparator.comparingInt(String::length)))
            .map(Map.Entry::getValue)
            .orElse(others);
    return threshold != Level.OFF && level.isGreaterOrEqual(threshold);
  }

  private static boolean fits(String name, String logger) {
    return logger.startsWith(name)
        && (logger.length() == name.length() || logger.charAt(name.length()) == '.');
  }
}
