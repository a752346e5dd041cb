package io.miroir.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What keys may grant, in the API's order, and what its wildcards mean (API reference, 2.7). */
final class Actions {
  static final String ALL = "*";
  static final String SEARCH = "search";
  static final String CHAT = "chatCompletions";
  private static final String READ = "*.get";
  private static final String FAMILY = ".*";

  private static final List<String> LISTED =
      Arrays.asList(
          """
          * search documents.* documents.add documents.get documents.delete indexes.* indexes.create
          indexes.get indexes.update indexes.delete indexes.swap tasks.* tasks.cancel tasks.delete
          tasks.get settings.* settings.get settings.update stats.* stats.get metrics.* metrics.get
          dumps.* dumps.create snapshots.* snapshots.create version keys.create keys.get keys.update
          keys.delete experimental.get experimental.update export network.get network.update
          chatCompletions chats.* chats.get chats.delete chatsSettings.* chatsSettings.get
          chatsSettings.update *.get webhooks.get webhooks.update webhooks.delete webhooks.create
          webhooks.* indexes.compact fields.post tasks.compact dynamicSearchRules.get
          dynamicSearchRules.create dynamicSearchRules.update dynamicSearchRules.delete
          dynamicSearchRules.*
          """
              .split("\\s+"));

  private static final Set<String> READING =
      Set.of(
          SEARCH,
          "documents.get",
          "export",
          "indexes.get",
          "tasks.get",
          "settings.get",
          "stats.get",
          "metrics.get",
          "version",
          "experimental.get",
          "network.get",
          "chats.get",
          "chatsSettings.get",
          "webhooks.get",
          "fields.post",
          "dynamicSearchRules.get");

  private static final Set<String> GLOBAL_FAMILIES =
      Set.of(
          "metrics",
          "dumps",
          "snapshots",
          "version",
          "keys",
          "experimental",
          "export",
          "network",
          "chats",
          "chatsSettings",
          "webhooks",
          "dynamicSearchRules");

  private static final String COMPACTION = "tasks.compact";

  /** Each action of the list by itself, for readers of bodies. */
  static final Map<String, String> BY_NAME =
      LISTED.stream()
          .collect(
              Collectors.toMap(
                  Function.identity(), Function.identity(), (a, b) -> a, LinkedHashMap::new));

  private Actions() {}

  /**
   * Whether it concerns the server as a whole: such a route refuses keys that don't cover every
   * index, and a key of some indexes can't be made with it.
   */
  static boolean isGlobal(String action) {
    int dot = action.indexOf('.');
    String family = dot < 0 ? action : action.substring(0, dot);
    return GLOBAL_FAMILIES.contains(family) || action.equals(COMPACTION);
  }

  /**
   * The single actions that a key's actions grant; with {@link #ALL} among them, everything. A
   * family's wildcard does not grant itself: the one route guarded by it (editing documents) is
   * open to {@link #ALL} only.
   */
  static Set<String> granted(Collection<String> actions) {
    Set<String> granted = new LinkedHashSet<>();
    for (String action : actions) {
      if (action.equals(ALL)) {
        granted.add(ALL);
      } else if (action.equals(READ)) {
        granted.addAll(READING);
      } else if (action.endsWith(FAMILY)) {
        String prefix = action.substring(0, action.length() - 1);
        LISTED.stream()
            .filter(listed -> listed.startsWith(prefix) && !listed.equals(action))
            .forEach(granted::add);
      } else {
        granted.add(action);
      }
    }
    return Set.copyOf(granted);
  }
}
