package io.miroir.engine.document;

import java.util.List;

/** One field in one reader: its facts, and its counters in the document being read. */
final class FieldState {
  final String name;
  final int id;
  final boolean searchable;
  final boolean exact;
  final boolean valued;
  final List<String> locales;

  /** The document that the counters belong to. */
  private long document = -1;

  /** Position from which the next visit counts on; -1 before the first visit. */
  int lastPosition;

  int words;
  boolean seen;

  FieldState(String name, int id, FieldFacts facts) {
    this.name = name;
    this.id = id;
    this.searchable = facts.weight(name) >= 0;
    this.exact = facts.exact(name);
    this.valued = facts.valued(name);
    this.locales = facts.locales(name);
  }

  /** Resets the counters on the first touch in a document; true on that first touch. */
  boolean touch(long number) {
    if (document == number) {
      return false;
    }
    document = number;
    lastPosition = -1;
    words = 0;
    seen = false;
    return true;
  }
}
