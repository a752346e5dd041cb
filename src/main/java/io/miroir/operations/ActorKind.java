package io.miroir.operations;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Actors of one kind on this member.
 *
 * @param path with {@code *} for names that tell instances apart
 * @param waiting messages in all their mailboxes
 * @param longest messages in the fullest mailbox
 */
record ActorKind(String path, int count, long waiting, long longest) {

  /** One actor as the walk found it. */
  record Seen(String path, long waiting) {}

  static Collection<ActorKind> of(Collection<Seen> actors) {
    Map<String, ActorKind> kinds = new TreeMap<>();
    for (Seen actor : actors) {
      kinds.merge(
          kind(actor.path()),
          new ActorKind(kind(actor.path()), 1, actor.waiting(), actor.waiting()),
          ActorKind::plus);
    }
    return kinds.values();
  }

  private ActorKind plus(ActorKind other) {
    return new ActorKind(
        path, count + other.count, waiting + other.waiting, Math.max(longest, other.longest));
  }

  /** Generated names ({@code $a}), and names with digits, are instances of a kind. */
  static String kind(String path) {
    StringBuilder kind = new StringBuilder();
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        boolean instance = name.startsWith("$") || name.chars().anyMatch(Character::isDigit);
        kind.append('/').append(instance ? "*" : name);
      }
    }
    return kind.toString();
  }
}
