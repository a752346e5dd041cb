package io.miroir.engine.rank;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which rules a search runs, in order (ranking reference, 4.1 and 3.4). */
final class RuleList {

  /** One rule. */
  sealed interface Step {
    /** A rule named in the settings or a half of one. */
    enum Relevancy implements Step {
      WORDS,
      TYPO,
      PROXIMITY,
      ATTRIBUTE_RANK,
      WORD_POSITION,
      EXACT_ATTRIBUTE,
      EXACT_WORDS
    }

    /** The vector rule, which stands for all relevancy rules. */
    record Vector() implements Step {}

    record Sort(String field, boolean ascending) implements Step {}

    record GeoSort(double lat, double lng, boolean ascending) implements Step {}
  }

  private static final String GEO_POINT = "_geoPoint(";

  private final Set<Step> steps = new LinkedHashSet<>();
  private final Set<String> sortedFields = new HashSet<>();
  private final List<Step> ordered = new ArrayList<>();

  private RuleList() {}

  /**
   * Rules of a keyword search.
   *
   * @param words whether the words rule may run: not under the strategy all
   */
  static List<Step> keyword(
      List<String> rankingRules, List<String> sort, boolean placeholder, boolean words) {
    var list = new RuleList();
    for (String rule : new LinkedHashSet<>(rankingRules)) {
      List<Step.Relevancy> relevancy = relevancy(rule);
      if (relevancy == null) {
        list.addSorts(rule, sort);
      } else if (!placeholder) {
        if (words) {
          list.add(Step.Relevancy.WORDS); // before any other relevancy rule, listed or not
        }
        relevancy.forEach(list::add);
      }
    }
    return list.ordered;
  }

  /** Rules of a vector search: the first relevancy rule becomes the vector rule. */
  static List<Step> vector(List<String> rankingRules, List<String> sort) {
    var list = new RuleList();
    for (String rule : new LinkedHashSet<>(rankingRules)) {
      if (relevancy(rule) == null) {
        list.addSorts(rule, sort);
      } else {
        list.add(new Step.Vector());
      }
    }
    return list.ordered;
  }

  private static List<Step.Relevancy> relevancy(String rule) {
    return switch (rule) {
      case "words" -> List.of();
      case "typo" -> List.of(Step.Relevancy.TYPO);
      case "proximity" -> List.of(Step.Relevancy.PROXIMITY);
      case "attribute" -> List.of(Step.Relevancy.ATTRIBUTE_RANK, Step.Relevancy.WORD_POSITION);
      case "attributeRank" -> List.of(Step.Relevancy.ATTRIBUTE_RANK);
      case "wordPosition" -> List.of(Step.Relevancy.WORD_POSITION);
      case "exactness" -> List.of(Step.Relevancy.EXACT_ATTRIBUTE, Step.Relevancy.EXACT_WORDS);
      default -> null;
    };
  }

  private void add(Step step) {
    if (steps.add(step)) {
      ordered.add(step);
    }
  }

  private void addSorts(String rule, List<String> sort) {
    if (rule.equals("sort")) {
      sort.forEach(this::addSort);
    } else {
      addSort(rule);
    }
  }

  private void addSort(String entry) {
    Step step = sort(entry);
    if (step instanceof Step.Sort(String field, boolean ascending)) {
      if (sortedFields.add(field)) {
        ordered.add(step);
      }
    } else {
      ordered.add(step); // points are not deduplicated
    }
  }

  /** Reads {@code field:asc} or {@code _geoPoint(lat,lng):desc}. */
  static Step sort(String entry) {
    int colon = entry.lastIndexOf(':');
    String field = entry.substring(0, colon);
    boolean ascending = entry.endsWith(":asc");
    if (!field.startsWith(GEO_POINT)) {
      return new Step.Sort(field, ascending);
    }
    String[] point = field.substring(GEO_POINT.length(), field.lastIndexOf(')')).split(",");
    return new Step.GeoSort(
        Double.parseDouble(point[0].strip()), Double.parseDouble(point[1].strip()), ascending);
  }
}
