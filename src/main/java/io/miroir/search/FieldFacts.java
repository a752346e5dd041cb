package io.miroir.search;

import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.FilterableRule;
import io.miroir.engine.settings.Settings.LocalizedRule;
import io.miroir.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What settings say of one field.
 *
 * @param order of the custom ranking rule on the field
 * @param rule the first filterable rule about the field
 */
record FieldFacts(
    String name,
    boolean displayed,
    boolean searchable,
    boolean sortable,
    boolean distinct,
    Optional<String> order,
    Optional<FilterableRule> rule,
    String sortBy,
    List<String> locales) {

  /** Which fields a client asked for; what is absent does not matter. */
  static final class Wanted {
    Optional<List<String>> patterns = Optional.empty();
    Optional<Boolean> displayed = Optional.empty();
    Optional<Boolean> searchable = Optional.empty();
    Optional<Boolean> sortable = Optional.empty();
    Optional<Boolean> distinct = Optional.empty();
    Optional<Boolean> rankingRule = Optional.empty();
    Optional<Boolean> filterable = Optional.empty();

    boolean accepts(FieldFacts field) {
      return patterns.map(all -> FieldPatterns.anyMatches(all, field.name())).orElse(true)
          && displayed.orElse(field.displayed()) == field.displayed()
          && searchable.orElse(field.searchable()) == field.searchable()
          && sortable.orElse(field.sortable()) == field.sortable()
          && distinct.orElse(field.distinct()) == field.distinct()
          && rankingRule.orElse(field.order().isPresent()) == field.order().isPresent()
          && filterable.orElse(field.filterable()) == field.filterable();
    }
  }

  static FieldFacts of(String name, Settings settings) {
    return new FieldFacts(
        name,
        listed(settings.displayedAttributes(), name),
        listed(settings.searchableAttributes(), name),
        FieldPatterns.anyCovers(settings.sortableAttributes(), name),
        settings.distinctAttribute().filter(name::equals).isPresent(),
        order(settings.rankingRules(), name),
        settings.filterableAttributes().stream()
            .filter(rule -> FieldPatterns.matches(rule, name))
            .findFirst(),
        sortBy(settings.faceting().sortFacetValuesBy(), name),
        locales(settings, name));
  }

  private static boolean listed(List<String> attributes, String name) {
    return attributes.contains("*") || FieldPatterns.anyCovers(attributes, name);
  }

  private static Optional<String> order(List<String> rules, String name) {
    for (String order : List.of("asc", "desc")) {
      if (rules.contains(name + ":" + order)) {
        return Optional.of(order);
      }
    }
    return Optional.empty();
  }

  /** The exact name before patterns, and the pattern for all of them last. */
  private static String sortBy(Map<String, Settings.FacetOrder> orders, String name) {
    Settings.FacetOrder order =
        orders.containsKey(name)
            ? orders.get(name)
            : orders.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("*"))
                .filter(entry -> FieldPatterns.matches(entry.getKey(), name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(orders.getOrDefault("*", Settings.FacetOrder.ALPHA));
    return order.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> locales(Settings settings, String name) {
    return settings.localizedAttributes().stream()
        .flatMap(List::stream)
        .filter(rule -> FieldPatterns.anyMatches(rule.attributePatterns(), name))
        .map(LocalizedRule::locales)
        .findFirst()
        .orElse(List.of());
  }

  boolean filterable() {
    return rule.filter(r -> r.equality() || r.comparison()).isPresent();
  }

  void write(JsonWriter out) {
    out.object().field("name", name);
    enabled(out, "displayed", displayed).endObject();
    enabled(out, "searchable", searchable).endObject();
    enabled(out, "sortable", sortable).endObject();
    enabled(out, "distinct", distinct).endObject();
    enabled(out, "rankingRule", order.isPresent());
    order.ifPresent(text -> out.field("order", text));
    out.endObject();
    enabled(out, "filterable", filterable())
        .field("sortBy", sortBy)
        .field("facetSearch", rule.map(FilterableRule::facetSearch).orElse(false))
        .field("equality", rule.map(FilterableRule::equality).orElse(false))
        .field("comparison", rule.map(FilterableRule::comparison).orElse(false))
        .endObject();
    out.name("localized").object().name("locales").array();
    locales.forEach(out::string);
    out.endArray().endObject().endObject();
  }

  private static JsonWriter enabled(JsonWriter out, String name, boolean enabled) {
    return out.name(name).object().field("enabled", enabled);
  }
}
