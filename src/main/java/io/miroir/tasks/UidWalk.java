package io.miroir.tasks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the first rows of a long table in the order of a uid column. Databases left alone may sort
 * all matches for a page of twenty; walking over windows of uids that grow finds common things at
 * once, and rare ones are left to the index of what makes them rare.
 */
final class UidWalk {
  private static final long RARE_MAX = 2000;
  private static final long WINDOW_START = 4096;
  private static final int WINDOW_GROWTH = 4;

  /** Reads at most so many rows that fulfil conditions, in the order given by a tail. */
  interface Read<T> {
    List<T> some(TaskConditions conditions, String order, int limit) throws SQLException;
  }

  /** Makes the conditions of the rows, anew each time. */
  interface Conditions {
    TaskConditions make();
  }

  private final Connection connection;
  private final String column;
  private final TaskQuery query;

  /**
   * @param column {@code uid} or {@code batch_uid}
   */
  UidWalk(Connection connection, String column, TaskQuery query) {
    this.connection = connection;
    this.column = column;
    this.query = query;
  }

  <T> List<T> first(int limit, long matches, Conditions conditions, Read<T> read)
      throws SQLException {
    String order = " ORDER BY t." + column + (query.reverse() ? "" : " DESC");
    if (matches <= RARE_MAX) {
      return read.some(from(conditions.make()), order, limit);
    }
    long low = bound("MIN");
    long high = bound("MAX");
    if (query.from().isPresent()) {
      low = query.reverse() ? Math.max(low, query.from().getAsLong()) : low;
      high = query.reverse() ? high : Math.min(high, query.from().getAsLong());
    }
    List<T> found = new ArrayList<>();
    for (long window = WINDOW_START; low <= high && found.size() < limit; window *= WINDOW_GROWTH) {
      long first = query.reverse() ? low : Math.max(low, high - window + 1);
      long last = query.reverse() ? Math.min(high, low + window - 1) : high;
      TaskConditions some = conditions.make().and("t." + column + " BETWEEN ? AND ?", first, last);
      found.addAll(read.some(some, order, limit - found.size()));
      low = query.reverse() ? last + 1 : low;
      high = query.reverse() ? high : first - 1;
    }
    return found;
  }

  private TaskConditions from(TaskConditions conditions) {
    if (query.from().isPresent()) {
      conditions.and(
          "t." + column + (query.reverse() ? " >= ?" : " <= ?"), query.from().getAsLong());
    }
    return conditions;
  }

  private long bound(String function) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement(
                "SELECT " + function + "(" + column + ") FROM miroir_task");
        ResultSet rows = select.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
