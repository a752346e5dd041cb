package io.miroir.engine.query;

import java.util.List;

/**
 * Consecutive slots of words; a slot that held a stop word is {@link QueryMatches#GAP}. At least
 * one slot is a word.
 */
public record Phrase(List<String> slots) {

  public Phrase {
    slots = List.copyOf(slots);
    if (slots.stream().allMatch(String::isEmpty)) {
      throw new IllegalArgumentException("expected a phrase with a word, found " + slots);
    }
  }

  public static Phrase of(String... slots) {
    return new Phrase(List.of(slots));
  }

  public int size() {
    return slots.size();
  }

  /** The first slot, maybe a gap. */
  public String first() {
    return slots.getFirst();
  }

  /** The last slot, maybe a gap. */
  public String last() {
    return slots.getLast();
  }

  /** The first slot that is no gap. */
  public String firstWord() {
    return slots.stream().filter(slot -> !slot.isEmpty()).findFirst().orElseThrow();
  }

  /** How many slots are words. */
  public int words() {
    return (int) slots.stream().filter(slot -> !slot.isEmpty()).count();
  }
}
