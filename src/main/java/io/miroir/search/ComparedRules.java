package io.miroir.search;

import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ranking rules that decide a query, as a federated search compares them with those of other
 * queries: without rules that have no effect on it, with a note for each change made.
 */
final class ComparedRules {

  enum Kind {
    RELEVANCY("relevancy"),
    ASCENDING("ascending sort"),
    DESCENDING("descending sort"),
    ASCENDING_GEO("ascending geo sort"),
    DESCENDING_GEO("descending geo sort");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    boolean geo() {
      return this == ASCENDING_GEO || this == DESCENDING_GEO;
    }
  }

  /**
   * One comparison: consecutive relevancy rules are one.
   *
   * @param first and last: places in the list of decisive rules
   * @param sort place in the query's sorts, -1 when a ranking rule itself decides
   * @param names of the rules, or the sorted field
   */
  record Rule(Kind kind, int first, int last, int sort, String names) {}

  private static final String SORT = "sort";
  private static final String WORDS = "words";

  private final List<Rule> rules = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, String> seen = new HashMap<>();
  private final List<String> ranking;
  private final SearchRequest request;
  private final boolean sorts;
  private boolean prepended;
  private int kept;
  private int vectorAt = -1;

  private ComparedRules(List<String> ranking, SearchRequest request, boolean sorts) {
    this.ranking = ranking;
    this.request = request;
    this.sorts = sorts;
  }

  /**
   * @param sorts whether the query has a {@code sort}, empty or not
   */
  static ComparedRules of(List<String> ranking, SearchRequest request, boolean sorts) {
    ComparedRules rules = new ComparedRules(ranking, request, sorts);
    for (int at = 0; at < ranking.size() && !rules.add(at); at++) {}
    return rules;
  }

  List<Rule> rules() {
    return rules;
  }

  List<String> notes() {
    return notes;
  }

  /** True when the rules after this one have no effect. */
  private boolean add(int at) {
    String rule = ranking.get(at);
    if (rule.equals(SORT)) {
      addSorts(at);
    } else if (rule.contains(":")) {
      String field = rule.substring(0, rule.lastIndexOf(':'));
      if (unseen(field, rule, "#" + at + " in ranking rules")) {
        rules.add(new Rule(kind(field, rule), kept, kept, -1, rule));
        kept++;
      }
    } else if (semantic()) {
      return addUnderVectors(at, rule);
    } else if (request.q().isEmpty()) {
      removed(rule, at, "the query is a placeholder search (`q`: \"\")");
    } else if (rule.equals(WORDS)) {
      addWords(at);
    } else {
      addRelevancy(at, rule);
    }
    return false;
  }

  private boolean semantic() {
    return request.hybrid().isPresent()
        && (request.hybrid().get().semanticRatio() == 1
            || (request.q().isEmpty() && !request.vector().isEmpty()))
        && !(request.q().isEmpty() && request.vector().isEmpty());
  }

  private void addSorts(int at) {
    String position = "#" + at + " in ranking rules";
    if (!sorts) {
      // The original indents this one note by a column less.
      notes.add(
          "   %d. Removed rule `sort` at position %s because `query.sort` is empty"
              .formatted(notes.size() + 1, position));
      return;
    }
    if (!unseen("rule " + SORT, SORT, position)) {
      return;
    }
    int place = 0;
    for (int i = 0; i < request.sort().size(); i++) {
      String sort = request.sort().get(i);
      String name = sort.substring(0, sort.lastIndexOf(':'));
      boolean geo = name.startsWith("_geoPoint(");
      String direction = sort.substring(sort.lastIndexOf(':'));
      String where = "#%d in `query.sort` (as `sort` is #%d in ranking rules)".formatted(i, at);
      if (unseen(geo ? "geo point" : name, geo ? "_geo(..)" + direction : sort, where)) {
        Kind kind = kind(geo ? "_geo" : name, sort);
        String names = geo ? "default" : "on field `" + name + "`";
        rules.add(new Rule(kind, kept, kept, place++, names));
      }
    }
    kept++;
  }

  private void addWords(int at) {
    String position = "#" + at + " in ranking rules";
    if (request.matchingStrategy() == MatchingStrategy.ALL) {
      note(
          "Removed rule `words` at position "
              + position
              + " because `query.matchingWords` is set to `all`");
    } else if (unseen("rule " + WORDS, WORDS, position)) {
      if (prepended) {
        note(
            "Removed rule `words` at position "
                + position
                + " because it was previously prepended");
      }
      relevancy(WORDS);
    }
  }

  private void addRelevancy(int at, String rule) {
    boolean wordsFirst = request.matchingStrategy() != MatchingStrategy.ALL;
    if (wordsFirst && !prepended && !seen.containsKey("rule " + WORDS)) {
      prepended = true;
      note(
          "Prepended rule `words` before first relevancy rule `%s` at position #%d in ranking rules"
              .formatted(rule, at));
      relevancy(WORDS);
    }
    if (unseen("rule " + rule, rule, "#" + at + " in ranking rules")) {
      relevancy(rule);
    }
  }

  /** The first relevancy rule stands for the vectors; later ones do nothing. */
  private boolean addUnderVectors(int at, String rule) {
    if (vectorAt < 0) {
      vectorAt = at;
      relevancy(rule);
      return false;
    }
    boolean sorted = rules.stream().anyMatch(r -> r.kind() != Kind.RELEVANCY);
    if (!sorted) {
      removed(
          rule,
          at,
          "the query is a vector search and `vector` was already inserted at position #%d in ranking rules"
              .formatted(vectorAt));
      return false;
    }
    note(
        ("Truncated relevancy rule `%s` at position #%d in ranking rules and later rules because"
             + " the query is a vector search and `vector` was inserted at position #%d in ranking"
             + " rules")
            .formatted(rule, at, vectorAt));
    return true;
  }

  private void relevancy(String rule) {
    Rule before = rules.isEmpty() ? null : rules.getLast();
    if (before != null && before.kind() == Kind.RELEVANCY) {
      rules.removeLast();
      rules.add(new Rule(Kind.RELEVANCY, before.first(), kept, -1, before.names() + ", " + rule));
    } else {
      rules.add(new Rule(Kind.RELEVANCY, kept, kept, -1, rule));
    }
    kept++;
  }

  private static Kind kind(String field, String rule) {
    boolean ascending = rule.endsWith(":asc");
    if (field.equals("_geo")) {
      return ascending ? Kind.ASCENDING_GEO : Kind.DESCENDING_GEO;
    }
    return ascending ? Kind.ASCENDING : Kind.DESCENDING;
  }

  private boolean unseen(String key, String name, String position) {
    String earlier = seen.putIfAbsent(key, name + "\n" + position);
    if (earlier == null) {
      return true;
    }
    String[] parts = earlier.split("\n", 2);
    note(
        "Removed duplicate rule `%s` at position %s as it already appears at position %s"
            .formatted(parts[0], position, parts[1]));
    return false;
  }

  private void removed(String rule, int at, String reason) {
    note(
        "Removed relevancy rule `%s` at position #%d in ranking rules because %s"
            .formatted(rule, at, reason));
  }

  private void note(String text) {
    notes.add("    " + (notes.size() + 1) + ". " + text);
  }
}
