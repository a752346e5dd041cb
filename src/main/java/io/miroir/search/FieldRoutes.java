package io.miroir.search;

import static io.miroir.model.ErrorCode.*;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.catalog.Catalog;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.routing.IndexEntry;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** {@code POST /indexes/{uid}/fields}: what the settings make of each field there is. */
public final class FieldRoutes {
  private static final int OK = 200;

  private static final class Asked {
    private BigInteger offset = BigInteger.ZERO;
    private BigInteger limit = BigInteger.valueOf(20);
    private FieldFacts.Wanted wanted = new FieldFacts.Wanted();
  }

  private static final JsonShape<FieldFacts.Wanted> FILTER =
      new JsonShape<FieldFacts.Wanted>(INVALID_INDEX_FIELDS_FILTER)
          .field(
              "attributePatterns",
              INVALID_INDEX_FIELDS_FILTER_ATTRIBUTE_PATTERNS,
              (w, at) -> w.patterns = at.optional(JsonAt::strings))
          .field(
              "displayed", INVALID_INDEX_FIELDS_FILTER_DISPLAYED, flag((w, on) -> w.displayed = on))
          .field(
              "searchable",
              INVALID_INDEX_FIELDS_FILTER_SEARCHABLE,
              flag((w, on) -> w.searchable = on))
          .field("sortable", INVALID_INDEX_FIELDS_FILTER_SORTABLE, flag((w, on) -> w.sortable = on))
          .field("distinct", INVALID_INDEX_FIELDS_FILTER_DISTINCT, flag((w, on) -> w.distinct = on))
          .field(
              "rankingRule",
              INVALID_INDEX_FIELDS_FILTER_RANKING_RULE,
              flag((w, on) -> w.rankingRule = on))
          .field(
              "filterable",
              INVALID_INDEX_FIELDS_FILTER_FILTERABLE,
              flag((w, on) -> w.filterable = on));

  private static final JsonShape<Asked> BODY =
      new JsonShape<Asked>(BAD_REQUEST)
          .field("offset", INVALID_INDEX_OFFSET, (a, at) -> a.offset = at.unsigned())
          .field("limit", INVALID_INDEX_LIMIT, (a, at) -> a.limit = at.unsigned())
          .field(
              "filter",
              INVALID_INDEX_FIELDS_FILTER,
              (a, at) ->
                  a.wanted =
                      at.optional(filter -> FILTER.read(filter, new FieldFacts.Wanted()))
                          .orElseGet(FieldFacts.Wanted::new));

  private final Searches searches;
  private final Catalog catalog;

  public FieldRoutes(Searches searches, Catalog catalog) {
    this.searches = searches;
    this.catalog = catalog;
  }

  private static BiConsumer<FieldFacts.Wanted, JsonAt> flag(
      BiConsumer<FieldFacts.Wanted, Optional<Boolean>> set) {
    return (wanted, at) -> set.accept(wanted, at.optional(JsonAt::bool));
  }

  public List<Endpoint> endpoints() {
    return List.of(Endpoint.post("/indexes/{uid}/fields", "fields.post", this::fields));
  }

  private CompletionStage<HttpResponse> fields(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              Asked asked = BODY.read(JsonAt.root(body, ErrorCode.BAD_REQUEST), new Asked());
              IndexUid uid = call.index();
              return catalog
                  .find(uid)
                  .thenApply(found -> found.orElseThrow(() -> Absent.index(uid)))
                  .thenCompose(
                      index ->
                          searches
                              .stats(uid)
                              .thenApply(stats -> page(index, stats.fields(), asked)));
            });
  }

  private static HttpResponse page(IndexEntry index, Collection<String> names, Asked asked) {
    List<FieldFacts> found =
        names.stream()
            .filter(name -> !FieldPatterns.covers("_vectors", name))
            .sorted()
            .map(name -> FieldFacts.of(name, index.settings()))
            .filter(asked.wanted::accepts)
            .toList();
    JsonWriter out = new JsonWriter().object().name("results").array();
    found.stream()
        .skip(JsonAt.clampToInt(asked.offset))
        .limit(JsonAt.clampToInt(asked.limit))
        .forEach(field -> field.write(out));
    out.endArray();
    out.name("offset").raw(asked.offset.toString());
    out.name("limit").raw(asked.limit.toString());
    return Answers.json(OK, out.field("total", found.size()).endObject());
  }
}
