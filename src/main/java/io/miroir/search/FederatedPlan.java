package io.miroir.search;

import io.miroir.engine.facet.FacetSelection;
import io.miroir.engine.filter.FilterSyntax;
import io.miroir.engine.query.AskedMultiSearch;
import io.miroir.engine.query.AskedMultiSearch.Federation;
import io.miroir.engine.query.AskedMultiSearch.Query;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SortSyntax;
import io.miroir.engine.query.Utf8Order;
import io.miroir.engine.settings.Settings.FacetOrder;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a federated search asks of each index, judged as far as settings tell. Indexes come in the
 * order of their uids; what comes before a refusal is planned, since it may be refused earlier.
 */
final class FederatedPlan {

  /**
   * @param places of its queries in the request
   * @param facets absent: none are shown for this index
   */
  record Index(IndexEntry entry, List<Integer> places, Optional<List<String>> facets) {}

  private record Ordered(FacetOrder order, String uid) {}

  private final AskedMultiSearch asked;
  private final Federation federation;
  private final Map<IndexUid, IndexEntry> known;
  private final boolean containsFilter;
  private final List<Index> indexes = new ArrayList<>();
  private final Map<String, Ordered> orders = new HashMap<>();
  private RulesConflict.Query strictest;
  private Optional<Problem> refusal = Optional.empty();

  private FederatedPlan(
      AskedMultiSearch asked, Map<IndexUid, IndexEntry> known, boolean containsFilter) {
    this.asked = asked;
    this.federation = asked.federation().orElseThrow();
    this.known = known;
    this.containsFilter = containsFilter;
  }

  /**
   * @param known the indexes there are, of those the request names
   */
  static FederatedPlan of(
      AskedMultiSearch asked, Map<IndexUid, IndexEntry> known, boolean containsFilter) {
    FederatedPlan plan = new FederatedPlan(asked, known, containsFilter);
    try {
      plan.run();
    } catch (ProblemException found) {
      plan.refusal = Optional.of(found.problem());
    }
    return plan;
  }

  List<Index> indexes() {
    return indexes;
  }

  /** Holds unless a planned query is refused; with its place. */
  Optional<Problem> refusal() {
    return refusal;
  }

  FacetOrder order(String field) {
    Ordered known = orders.get(field);
    return known == null ? FacetOrder.ALPHA : known.order();
  }

  /** A query as its index is asked: all hits up to the end of the page. */
  SearchRequest request(int place) {
    SearchRequest own = asked.queries().get(place).search().request();
    return FederatedWindow.of(federation).applied(own, federation.distinct().or(own::distinct));
  }

  private void run() {
    Map<String, List<Integer>> byIndex = new TreeMap<>(Utf8Order.ORDER);
    for (int i = 0; i < asked.queries().size(); i++) {
      byIndex
          .computeIfAbsent(asked.queries().get(i).uid().value(), key -> new ArrayList<>())
          .add(i);
    }
    byIndex.forEach((uid, places) -> add(new IndexUid(uid), places));
    Map<String, Optional<List<String>>> facets = new TreeMap<>(Utf8Order.ORDER);
    federation.facetsByIndex().forEach((uid, names) -> facets.put(uid.value(), names));
    facets.forEach(
        (uid, names) -> {
          if (!byIndex.containsKey(uid)) {
            checkUnused(new IndexUid(uid), names);
          }
        });
  }

  private void add(IndexUid uid, List<Integer> places) {
    int first = places.getFirst();
    IndexEntry index = inQuery(first, () -> existing(uid));
    Optional<List<String>> facets = federation.facetsByIndex().getOrDefault(uid, Optional.empty());
    inQuery(first, () -> checkOrder(index, facets));
    List<Integer> good = new ArrayList<>();
    indexes.add(new Index(index, good, facets));
    for (int place : places) {
      inQuery(place, () -> check(index, place));
      good.add(place);
    }
    inQuery(first, () -> checkFacets(index, facets, ""));
  }

  private IndexEntry existing(IndexUid uid) {
    IndexEntry index = known.get(uid);
    if (index == null) {
      throw Absent.index(uid);
    }
    return index;
  }

  private Void check(IndexEntry index, int place) {
    Query query = asked.queries().get(place);
    query
        .search()
        .refusal()
        .ifPresent(
            problem -> {
              throw problem.asException();
            });
    SearchRequest request = query.search().request();
    SortSyntax.check(request.sort(), ErrorCode.INVALID_SEARCH_SORT);
    RulesConflict.Query own =
        new RulesConflict.Query(
            place,
            index.uid().value(),
            ComparedRules.of(
                index.settings().rankingRules(), request, query.search().given().contains("sort")));
    if (strictest != null) {
      RulesConflict.between(strictest, own)
          .ifPresent(
              problem -> {
                throw problem.asException();
              });
    }
    if (strictest == null || strictest.rules().rules().size() <= own.rules().rules().size()) {
      strictest = own;
    }
    request
        .filter()
        .ifPresent(
            filter -> FilterSyntax.check(filter, ErrorCode.INVALID_SEARCH_FILTER, containsFilter));
    return null;
  }

  private Void checkOrder(IndexEntry index, Optional<List<String>> facets) {
    if (federation.mergedFacetValuesMax().isEmpty()) {
      return null;
    }
    for (String facet : facets.orElse(List.of())) {
      FacetOrder order = FacetMerger.order(index.settings().faceting(), facet);
      Ordered before = orders.putIfAbsent(facet, new Ordered(order, index.uid().value()));
      if (before != null && before.order() != order) {
        throw inFacets(
            index.uid(),
            new Problem(
                ErrorCode.INVALID_MULTI_SEARCH_FACET_ORDER,
                "Inconsistent order for values in facet `%s`: index `%s` orders %s, but index `%s` orders %s.\n - Hint: Remove `federation.mergeFacets` or change `faceting.sortFacetValuesBy` to be consistent in settings."
                    .formatted(
                        facet, before.uid(), words(before.order()), index.uid(), words(order))),
            "");
      }
    }
    return null;
  }

  private static String words(FacetOrder order) {
    return order == FacetOrder.COUNT ? "by count" : "alphabetically";
  }

  private static Void checkFacets(IndexEntry index, Optional<List<String>> facets, String note) {
    try {
      FacetSelection.check(facets.orElse(List.of()), index.settings());
    } catch (ProblemException refused) {
      throw inFacets(index.uid(), refused.problem(), note);
    }
    return null;
  }

  private void checkUnused(IndexUid uid, Optional<List<String>> facets) {
    String note = "\n - Note: index `" + uid + "` is not used in queries";
    IndexEntry index = known.get(uid);
    if (index == null) {
      throw inFacets(uid, Absent.index(uid).problem(), note);
    }
    checkOrder(index, facets);
    checkFacets(index, facets, note);
  }

  private static ProblemException inFacets(IndexUid uid, Problem problem, String note) {
    return ProblemException.of(
        problem.code(),
        "Inside `.federation.facetsByIndex." + uid + "`: " + problem.message() + note);
  }

  private interface Check<T> {
    T run();
  }

  private static <T> T inQuery(int place, Check<T> check) {
    try {
      return check.run();
    } catch (ProblemException refused) {
      throw placed(place, refused.problem()).asException();
    }
  }

  static Problem placed(int place, Problem problem) {
    return new Problem(problem.code(), "Inside `.queries[" + place + "]`: " + problem.message());
  }
}
