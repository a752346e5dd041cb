package io.miroir.node.meilisearch;

import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Searches as a Meilisearch server reads them: restricted to some shards, from the first hit on,
 * with everything that merging needs. Pure.
 *
 * @param keyField the primary key
 */
record SearchBodies(Settings settings, String keyField) {
  private static final int LIMIT_DEFAULT = 20;

  /** How many hits are needed from the first on. */
  int end(SearchRequest r) {
    long end = (long) r.offset() + r.limit();
    if (r.finite()) {
      int page = r.page().orElse(1);
      end = (long) page * r.hitsPerPage().orElse(LIMIT_DEFAULT);
    }
    return (int) Math.min(end, settings.maxTotalHits());
  }

  /**
   * @param filter of the shards; empty for the client's filter alone
   */
  JsonWriter body(JsonWriter out, SearchRequest r, Optional<String> filter, int end) {
    r.q().ifPresent(q -> out.field("q", q));
    filters(out, filter, r.filter());
    if (r.finite() && end > 0) {
      out.field("page", 1).field("hitsPerPage", end);
    } else {
      out.field("offset", 0).field("limit", end);
    }
    shown(r).ifPresent(names -> out.name("attributesToRetrieve").strings(names));
    format(out, r);
    if (!r.sort().isEmpty()) {
      out.name("sort").strings(r.sort());
    }
    r.distinct().ifPresent(name -> out.field("distinct", name));
    if (!r.facets().isEmpty()) {
      out.name("facets").strings(r.facets());
    }
    out.field("matchingStrategy", r.matchingStrategy().name().toLowerCase(Locale.ROOT));
    r.attributesToSearchOn().ifPresent(names -> out.name("attributesToSearchOn").strings(names));
    r.rankingScoreThreshold().ifPresent(t -> out.name("rankingScoreThreshold").number(t));
    if (!r.locales().isEmpty()) {
      out.name("locales").strings(r.locales());
    }
    vectors(out, r);
    return out.field("showRankingScore", true).field("showRankingScoreDetails", true);
  }

  private static void filters(JsonWriter out, Optional<String> ours, Optional<String> theirs) {
    if (ours.isEmpty()) {
      theirs.ifPresent(json -> out.name("filter").raw(json));
      return;
    }
    out.name("filter").array().string(ours.get());
    theirs.filter(json -> !json.equals("null")).ifPresent(json -> spread(out, json));
    out.endArray();
  }

  /** A client's list of conditions goes on ours; its inner lists are alternatives. */
  private static void spread(JsonWriter out, String json) {
    var node = io.miroir.json.JsonSyntax.parse(json);
    if (node.isArray()) {
      node.forEach(out::node);
    } else {
      out.node(node);
    }
  }

  private void format(JsonWriter out, SearchRequest r) {
    if (!r.attributesToCrop().isEmpty()) {
      out.name("attributesToCrop").strings(r.attributesToCrop());
      out.field("cropLength", r.cropLength()).field("cropMarker", r.cropMarker());
    }
    if (!r.attributesToHighlight().isEmpty()) {
      out.name("attributesToHighlight").strings(r.attributesToHighlight());
      out.field("highlightPreTag", r.highlightPreTag());
      out.field("highlightPostTag", r.highlightPostTag());
    }
    if (!r.attributesToCrop().isEmpty() && r.attributesToHighlight().isEmpty()) {
      out.field("highlightPreTag", r.highlightPreTag());
      out.field("highlightPostTag", r.highlightPostTag());
    }
    if (r.showMatchesPosition()) {
      out.field("showMatchesPosition", true);
    }
  }

  private static void vectors(JsonWriter out, SearchRequest r) {
    r.hybrid()
        .ifPresent(
            hybrid -> {
              out.name("hybrid").object().field("embedder", hybrid.embedder());
              out.name("semanticRatio").number((double) hybrid.semanticRatio()).endObject();
            });
    if (!r.vector().isEmpty()) {
      out.name("vector").array();
      r.vector().forEach(number -> out.number((double) number));
      out.endArray();
    }
    if (r.retrieveVectors()) {
      out.field("retrieveVectors", true);
    }
  }

  /** What clients may see of what they asked for; absent: everything. */
  Optional<List<String>> visible(SearchRequest r) {
    boolean all = settings.displayedAttributes().contains("*");
    Optional<List<String>> asked = r.attributesToRetrieve().filter(names -> !names.contains("*"));
    if (asked.isEmpty()) {
      return all ? Optional.empty() : Optional.of(settings.displayedAttributes());
    }
    if (all) {
      return asked;
    }
    return Optional.of(
        asked.get().stream()
            .filter(name -> FieldPatterns.anyCovers(settings.displayedAttributes(), name))
            .toList());
  }

  /** What the node is asked for: the visible, and what merging needs. */
  private Optional<List<String>> shown(SearchRequest r) {
    return visible(r)
        .map(
            names -> {
              List<String> more = new ArrayList<>(names);
              more.add(keyField);
              more.add(Reserved.ORDINAL);
              distinct(r).ifPresent(more::add);
              return more.stream().distinct().toList();
            });
  }

  Optional<String> distinct(SearchRequest r) {
    return r.distinct().or(settings::distinctAttribute);
  }

  boolean isDisplayed(String field) {
    return settings.displayedAttributes().contains("*")
        || FieldPatterns.anyCovers(settings.displayedAttributes(), field);
  }

  Details details() {
    List<String> searchable = settings.searchableAttributes();
    int heaviest = searchable.contains("*") ? 0 : Math.max(0, searchable.size() - 1);
    return new Details(heaviest, this::isDisplayed);
  }
}
