package io.miroir.engine.store;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** The field ids of an index: names in first-seen order, never forgotten. Safe for threads. */
final class FieldNames {
  private static final int FIELDS_MAX = 65_536;

  private final ConcurrentHashMap<String, Integer> ids = new ConcurrentHashMap<>();
  private final List<String> names = new ArrayList<>();
  private volatile List<String> shown = List.of();

  FieldNames(Collection<String> known) {
    known.forEach(this::add);
  }

  /** The id of a name, or -1. */
  int id(String name) {
    Integer id = ids.get(name);
    return id == null ? -1 : id;
  }

  synchronized int add(String name) {
    Integer known = ids.get(name);
    if (known != null) {
      return known;
    }
    int id = names.size();
    if (id == FIELDS_MAX) {
      throw ProblemException.of(
          ErrorCode.MAX_FIELDS_LIMIT_EXCEEDED,
          "A document cannot contain more than 65,535 fields.");
    }
    names.add(name);
    ids.put(name, id);
    return id;
  }

  /** All names; the place is the id. */
  List<String> names() {
    List<String> last = shown;
    if (last.size() == ids.size()) {
      return last;
    }
    synchronized (this) {
      shown = List.copyOf(names);
      return shown;
    }
  }
}
