package io.miroir.node.meilisearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.json.JsonSyntax;
import java.util.ArrayList;
import java.util.List;

/** A client's settings as a node gets them: with what the cluster needs beside. Pure. */
final class NodeSettings {
  /** By count, the first of all are found only among more of each part. */
  private static final int FACET_FACTOR = 10;

  private static final int FACETS_MIN = 1000;

  private NodeSettings() {}

  static ObjectNode of(Settings settings) {
    ObjectNode node = (ObjectNode) JsonSyntax.parse(SettingsJson.stored(settings));
    node.remove("chat");
    node.putArray("displayedAttributes").add("*");
    ((ArrayNode) node.get("filterableAttributes")).add(Reserved.SHARD);
    ((ArrayNode) node.get("sortableAttributes")).add(Reserved.ORDINAL);
    ((ArrayNode) node.get("rankingRules")).add(Reserved.ORDINAL + ":asc");
    boolean byCount =
        settings.faceting().sortFacetValuesBy().containsValue(Settings.FacetOrder.COUNT);
    int shown = settings.faceting().maxValuesPerFacet();
    ((ObjectNode) node.get("faceting"))
        .put(
            "maxValuesPerFacet",
            byCount ? Math.max(FACETS_MIN, Math.multiplyExact(shown, FACET_FACTOR)) : shown);
    return node;
  }

  /**
   * What of {@code wanted} the node shows otherwise after it was written; empty when all is well.
   */
  static List<String> differences(ObjectNode wanted, JsonNode shown) {
    List<String> different = new ArrayList<>();
    for (String name :
        List.of(
            "rankingRules", "searchableAttributes", "displayedAttributes", "distinctAttribute")) {
      JsonNode want = wanted.path(name);
      JsonNode has = shown.path(name);
      boolean same = want.isNull() || want.isMissingNode() ? isNothing(has) : want.equals(has);
      if (!same) {
        different.add(name);
      }
    }
    if (!names(shown, "filterableAttributes").contains(Reserved.SHARD)) {
      different.add("filterableAttributes");
    }
    if (!names(shown, "sortableAttributes").contains(Reserved.ORDINAL)) {
      different.add("sortableAttributes");
    }
    return different;
  }

  private static boolean isNothing(JsonNode node) {
    return node.isNull() || node.isMissingNode();
  }

  private static List<String> names(JsonNode settings, String name) {
    List<String> names = new ArrayList<>();
    settings.path(name).forEach(each -> names.add(each.asText()));
    return names;
  }
}
