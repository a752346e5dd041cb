package io.miroir.engine.graph;

import io.miroir.engine.document.FieldFacts;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexView;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Which fields a search reads and what they weigh (ranking reference, 1.6 and 2.9). Field ids are
 * those of one view.
 */
public final class FieldScope {
  private final int[] weights;
  private final boolean[] allowed;
  private final boolean[] exactAttributes;
  private final boolean restricted;
  private final int maxWeight;
  private final List<String> unknown;
  private final List<String> searchable;

  private FieldScope(
      int[] weights,
      boolean[] allowed,
      boolean[] exactAttributes,
      boolean restricted,
      int maxWeight,
      List<String> unknown,
      List<String> searchable) {
    this.weights = weights;
    this.allowed = allowed;
    this.exactAttributes = exactAttributes;
    this.restricted = restricted;
    this.maxWeight = maxWeight;
    this.unknown = unknown;
    this.searchable = searchable;
  }

  /**
   * @param searchOn {@code attributesToSearchOn}; absent: every searchable field
   * @throws ProblemException for an entry that is no searchable field
   */
  public static FieldScope of(IndexView view, Optional<List<String>> searchOn) {
    FieldScope scope = ofPart(view, searchOn);
    if (!scope.unknown.isEmpty()) {
      throw unknownField(scope.unknown.getFirst(), scope.searchable);
    }
    return scope;
  }

  /** The same for a part of an index: other parts may know the fields that this one does not. */
  public static FieldScope ofPart(IndexView view, Optional<List<String>> searchOn) {
    Settings settings = view.settings();
    List<String> names = view.fieldNames();
    List<String> searchable = List.copyOf(new LinkedHashSet<>(settings.searchableAttributes()));
    boolean all = searchable.contains("*");
    var facts = new FieldFacts(settings);
    int[] weights = new int[names.size()];
    boolean[] exact = new boolean[names.size()];
    for (int field = 0; field < weights.length; field++) {
      weights[field] = facts.weight(names.get(field));
      exact[field] = facts.exact(names.get(field));
    }
    boolean[] allowed = new boolean[names.size()];
    List<String> unknown = List.of();
    boolean restricted = searchOn.isPresent() && !searchOn.get().contains("*");
    if (searchOn.isPresent()) {
      unknown = select(searchOn.get(), names, weights, all ? null : searchable, allowed);
    }
    for (int field = 0; field < weights.length; field++) {
      allowed[field] = weights[field] >= 0 && (!restricted || allowed[field]);
    }
    return new FieldScope(
        weights,
        allowed,
        exact,
        restricted,
        all ? -1 : searchable.size() - 1,
        unknown,
        unknown.isEmpty() ? List.of() : searchable(names, weights));
  }

  /** The entries that no field fits though one must. */
  private static List<String> select(
      List<String> searchOn,
      List<String> names,
      int[] weights,
      List<String> searchable,
      boolean[] allowed) {
    List<String> unknown = new ArrayList<>();
    for (String pattern : searchOn) {
      boolean found = pattern.equals("*");
      for (int field = 0; field < weights.length && !pattern.equals("*"); field++) {
        if (weights[field] >= 0 && FieldPatterns.matches(pattern, names.get(field))) {
          allowed[field] = true;
          found = true;
        }
      }
      if (!found && searchable != null && !searchable.contains(pattern)) {
        unknown.add(pattern);
      }
    }
    return unknown;
  }

  private static List<String> searchable(List<String> names, int[] weights) {
    List<String> known = new ArrayList<>();
    for (int field = 0; field < weights.length; field++) {
      if (weights[field] >= 0) {
        known.add(names.get(field));
      }
    }
    known.sort(io.miroir.engine.query.Utf8Order.ORDER);
    return known;
  }

  /**
   * The refusal of an entry that no field fits.
   *
   * @param known searchable fields, in byte order
   */
  public static ProblemException unknownField(String pattern, List<String> known) {
    String message =
        "Attribute `%s` is not searchable. Available searchable attributes are: `%s`."
            .formatted(pattern, String.join(", ", known));
    return ProblemException.of(ErrorCode.INVALID_SEARCH_ATTRIBUTES_TO_SEARCH_ON, message);
  }

  /** Entries of {@code attributesToSearchOn} that no field here fits though one must. */
  public List<String> unknown() {
    return unknown;
  }

  /** The searchable fields in byte order, when some entry is unknown. */
  public List<String> searchable() {
    return searchable;
  }

  /** Whether {@code attributesToSearchOn} narrows the search. */
  public boolean restricted() {
    return restricted;
  }

  public int fields() {
    return weights.length;
  }

  /** Whether the search reads the field. */
  public boolean allows(int field) {
    return field < allowed.length && allowed[field];
  }

  /** Whether it reads the field for derived words too. */
  public boolean allowsDerived(int field) {
    return allows(field) && !exactAttributes[field];
  }

  /** Place of the field in {@code searchableAttributes}, -1 when not searchable. */
  public int weight(int field) {
    return field < weights.length ? weights[field] : -1;
  }

  /** The last place in {@code searchableAttributes}; -1 when every field is searchable. */
  public int maxWeight() {
    return maxWeight;
  }
}
