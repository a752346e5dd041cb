package io.miroir.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.KeyRecord;
import io.miroir.web.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random keys, tokens and routes: whether a request is let in, and with which words it is refused,
 * is what a table of the API's rules says.
 */
class AccessModelTest {
  private static final String MASTER = "master-key-of-the-model";
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String PLAIN = "The provided API key is invalid.";
  private static final List<String> UIDS = List.of("a", "ab", "abc", "movies", "mov", "x-1");
  private static final List<String> PATTERNS =
      List.of("*", "a", "ab", "ab*", "a*", "mov*", "movies", "x-*", "nothing");

  /** A route's action and whether its path names an index; then whether it is for all indexes. */
  private static final List<String> ROUTES =
      """
      search index
      search none
      documents.add index
      documents.get index
      documents.delete index
      documents.* index
      indexes.create none
      indexes.get none
      indexes.get index
      indexes.update index
      indexes.delete index
      indexes.swap none
      indexes.compact index
      fields.post index
      tasks.get none
      tasks.cancel none
      tasks.delete none
      settings.get index
      settings.update index
      stats.get none
      stats.get index
      tasks.compact none global
      metrics.get none global
      dumps.create none global
      snapshots.create none global
      version none global
      keys.create none global
      keys.get none global
      keys.update none global
      keys.delete none global
      experimental.get none global
      experimental.update none global
      export none global
      network.get none global
      network.update none global
      chats.get none global
      chats.delete none global
      chatsSettings.get none global
      chatsSettings.update none global
      webhooks.get none global
      webhooks.create none global
      webhooks.update none global
      webhooks.delete none global
      dynamicSearchRules.get none global
      dynamicSearchRules.update none global
      chatCompletions none
      """
          .lines()
          .toList();

  private static final Map<String, String> WILDCARDS =
      Map.ofEntries(
          Map.entry("documents.*", "documents.add documents.get documents.delete"),
          Map.entry(
              "indexes.*",
              "indexes.create indexes.get indexes.update indexes.delete indexes.swap"
                  + " indexes.compact"),
          Map.entry("tasks.*", "tasks.cancel tasks.delete tasks.get tasks.compact"),
          Map.entry("settings.*", "settings.get settings.update"),
          Map.entry("stats.*", "stats.get"),
          Map.entry("metrics.*", "metrics.get"),
          Map.entry("dumps.*", "dumps.create"),
          Map.entry("snapshots.*", "snapshots.create"),
          Map.entry("chats.*", "chats.get chats.delete"),
          Map.entry("chatsSettings.*", "chatsSettings.get chatsSettings.update"),
          Map.entry("webhooks.*", "webhooks.get webhooks.create webhooks.update webhooks.delete"),
          Map.entry(
              "dynamicSearchRules.*",
              "dynamicSearchRules.get dynamicSearchRules.create dynamicSearchRules.update"
                  + " dynamicSearchRules.delete"),
          Map.entry(
              "*.get",
              "search documents.get export indexes.get tasks.get settings.get stats.get"
                  + " metrics.get version experimental.get network.get chats.get"
                  + " chatsSettings.get webhooks.get fields.post dynamicSearchRules.get"));

  private record Route(String action, boolean ofIndex, boolean global) {
    static Route parse(String line) {
      String[] words = line.split(" ");
      return new Route(words[0], words[1].equals("index"), words.length > 2);
    }
  }

  /**
   * @param rules by pattern, null for a plain key
   */
  private record Credential(
      String text, KeyRecord key, boolean exists, Map<String, String> rules, Long end) {}

  private final Random random;

  AccessModelTest() {
    this.random = new Random(0);
  }

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whoeverAsksGetsWhatTheTableSays(long seed) {
    random.setSeed(seed);
    List<KeyRecord> keys = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      keys.add(key());
    }
    List<KeyRecord> stored = keys.subList(0, 9);
    KeyTables tables = new KeyTables();
    tables.set(stored);
    Access access = new Access(Optional.of(MASTER), Optional.empty(), tables.tables(), () -> NOW);
    for (int i = 0; i < 500; i++) {
      KeyRecord key = keys.get(random.nextInt(keys.size()));
      Credential credential = credential(key, stored.contains(key));
      Route route = Route.parse(ROUTES.get(random.nextInt(ROUTES.size())));
      Optional<IndexUid> index =
          route.ofIndex ? Optional.of(new IndexUid(one(UIDS))) : Optional.empty();
      String what = "seed %d: %s on %s %s".formatted(seed, credential, route, index);
      // Twice: the second time the token is remembered.
      for (int j = 0; j < 2; j++) {
        Object found = ask(access, credential.text, route.action, index);
        assertThat(found instanceof Caller ? "in" : found)
            .as(what)
            .isEqualTo(expected(credential, route, index));
        if (found instanceof Caller caller) {
          checkCaller(caller, credential, what);
        }
      }
    }
  }

  private static Object ask(Access access, String text, String action, Optional<IndexUid> index) {
    try {
      return access.authorize(Optional.of("Bearer " + text), action, index);
    } catch (ProblemException refusal) {
      return refusal.problem().message();
    }
  }

  private static void checkCaller(Caller caller, Credential credential, String what) {
    for (String uid : UIDS) {
      Optional<String> rule = rule(credential, uid);
      boolean open =
          covers(credential.key.indexes(), uid) && (credential.rules == null || rule.isPresent());
      assertThat(caller.covers(new IndexUid(uid))).as("%s covers %s", what, uid).isEqualTo(open);
      assertThat(caller.filter(new IndexUid(uid)))
          .as("%s filter of %s", what, uid)
          .isEqualTo(
              rule.map(pattern -> credential.rules.get(pattern))
                  .filter(filter -> !filter.isEmpty())
                  .map(filter -> '"' + filter + '"'));
    }
    boolean all = credential.key.indexes().contains("*");
    assertThat(caller.patterns())
        .isEqualTo(
            all
                ? Optional.empty()
                : Optional.of(List.copyOf(new TreeSet<>(credential.key.indexes()))));
  }

  /** The pattern of the token that decides about an index. */
  private static Optional<String> rule(Credential credential, String uid) {
    if (credential.rules == null) {
      return Optional.empty();
    }
    return credential.rules.containsKey(uid)
        ? Optional.of(uid)
        : credential.rules.keySet().stream()
            .filter(pattern -> pattern.endsWith("*") && matches(pattern, uid))
            .max((a, b) -> Integer.compare(a.length(), b.length()));
  }

  private static String expected(Credential credential, Route route, Optional<IndexUid> index) {
    boolean token = credential.rules != null;
    if (token && !Set.of("search", "chatCompletions").contains(route.action)) {
      return PLAIN;
    }
    if (token && credential.end != null && NOW.getEpochSecond() > credential.end) {
      return "Tenant token expired. Was valid up to `%d` and we're now `%d`."
          .formatted(credential.end, NOW.getEpochSecond());
    }
    if (!credential.exists) {
      return PLAIN;
    }
    if (index.isPresent()) {
      String uid = index.get().value();
      if (token && rule(credential, uid).isEmpty()) {
        return "The provided tenant token cannot acces the index `%s`, allowed indexes are %s."
            .formatted(uid, listed(credential.rules.keySet()));
      }
      if (!covers(credential.key.indexes(), uid)) {
        return token
            ? "The API key used to generate this tenant token cannot acces the index `%s`."
                .formatted(uid)
            : "The API key cannot acces the index `%s`, authorized indexes are %s."
                .formatted(uid, listed(credential.key.indexes()));
      }
    }
    boolean reaches =
        route.global ? credential.key.indexes().contains("*") : !credential.key.indexes().isEmpty();
    boolean alive =
        credential.key.expiresAt().map(end -> Instant.parse(end).isAfter(NOW)).orElse(true);
    return granted(credential.key.actions()).contains(route.action) && reaches && alive
        ? "in"
        : PLAIN;
  }

  private static Set<String> granted(List<String> actions) {
    Set<String> granted = new HashSet<>();
    for (String action : actions) {
      if (action.equals("*")) {
        ROUTES.forEach(line -> granted.add(Route.parse(line).action));
      } else {
        granted.addAll(Arrays.asList(WILDCARDS.getOrDefault(action, action).split(" ")));
      }
    }
    return granted;
  }

  private static boolean covers(List<String> patterns, String uid) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, uid));
  }

  private static boolean matches(String pattern, String uid) {
    return uid.matches(pattern.replace("*", ".*"));
  }

  private static String listed(Iterable<String> patterns) {
    Set<String> sorted = new TreeSet<>();
    patterns.forEach(sorted::add);
    return sorted.stream().map(p -> '"' + p + '"').collect(Collectors.joining(", ", "[", "]"));
  }

  private KeyRecord key() {
    List<String> actions = new ArrayList<>();
    List<String> all = List.copyOf(Actions.BY_NAME.keySet());
    for (int i = random.nextInt(6); i >= 0; i--) {
      actions.add(random.nextInt(4) == 0 ? one(List.copyOf(WILDCARDS.keySet())) : one(all));
    }
    if (random.nextInt(3) == 0) {
      actions.add("search");
    }
    String end =
        switch (random.nextInt(6)) {
          case 0 -> "2026-06-01T12:00:00Z";
          case 1 -> "2026-06-01T12:00:01Z";
          default -> null;
        };
    return KeyTables.key(
        new UUID(random.nextLong(), random.nextLong()).toString(), actions, patterns(), end);
  }

  private List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      patterns.add(one(PATTERNS));
    }
    return patterns;
  }

  private Credential credential(KeyRecord key, boolean exists) {
    String value = new KeyValues(MASTER.getBytes(StandardCharsets.UTF_8)).of(key.uid());
    if (random.nextBoolean()) {
      return new Credential(value, key, exists, null, null);
    }
    Map<String, String> rules = new LinkedHashMap<>();
    boolean list = random.nextBoolean();
    for (String pattern : patterns()) {
      rules.put(pattern, list || random.nextBoolean() ? "" : "tenant = " + random.nextInt(9));
    }
    Long end = random.nextInt(3) == 0 ? NOW.getEpochSecond() + random.nextInt(3) - 1 : null;
    String payload =
        "{\"apiKeyUid\":\"%s\",\"searchRules\":%s,\"exp\":%s}"
            .formatted(key.uid(), list ? listed(rules.keySet()) : object(rules), end);
    String text = Tokens.sign(one(List.of("HS256", "HS384", "HS512")), payload, value);
    return new Credential(text, key, exists, rules, end);
  }

  private static String object(Map<String, String> rules) {
    return rules.entrySet().stream()
        .map(
            rule ->
                "\"%s\":%s"
                    .formatted(
                        rule.getKey(),
                        rule.getValue().isEmpty()
                            ? "null"
                            : "{\"filter\":\"" + rule.getValue() + "\"}"))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
