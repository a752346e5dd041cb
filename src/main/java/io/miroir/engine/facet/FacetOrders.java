package io.miroir.engine.facet;

import io.miroir.engine.filter.FilterRules;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.engine.settings.Settings.Faceting;
import java.util.Map;

/** In which order the values of a facet are shown. */
public final class FacetOrders {
  private FacetOrders() {}

  /** Whether strings have groups: the field is sorted, or filtered by comparison. */
  public static boolean grouped(String field, Settings settings) {
    FilterRules rules = new FilterRules(settings);
    int rule = rules.ruleOf(field);
    if (rule >= 0 && rules.rule(rule).comparison()
        || FieldPatterns.anyCovers(settings.sortableAttributes(), field)) {
      return true;
    }
    return settings.rankingRules().stream()
        .filter(name -> name.endsWith(":asc") || name.endsWith(":desc"))
        .anyMatch(name -> FieldPatterns.covers(name.substring(0, name.lastIndexOf(':')), field));
  }

  /** The field's own order, else that of a pattern, else that of all. */
  public static FacetOrder of(String field, Faceting faceting) {
    Map<String, FacetOrder> orders = faceting.sortFacetValuesBy();
    FacetOrder own = orders.get(field);
    if (own != null) {
      return own;
    }
    for (Map.Entry<String, FacetOrder> entry : orders.entrySet()) {
      if (!entry.getKey().equals("*") && FieldPatterns.matches(entry.getKey(), field)) {
        return entry.getValue();
      }
    }
    return orders.getOrDefault("*", FacetOrder.ALPHA);
  }
}
