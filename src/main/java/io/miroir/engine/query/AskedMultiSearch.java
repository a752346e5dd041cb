package io.miroir.engine.query;

import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Several searches in one request.
 *
 * @param federation present: their hits are to be merged into one list
 */
public record AskedMultiSearch(List<Query> queries, Optional<Federation> federation) {

  /**
   * @param options present when {@code federationOptions} was given
   */
  public record Query(IndexUid uid, AskedSearch search, Optional<Options> options) {}

  /** {@code federationOptions} of a query. */
  public record Options(double weight, Optional<String> remote, Optional<BigInteger> position) {}

  /**
   * How to merge.
   *
   * @param facetsByIndex an index mapped to no list shows no facets
   * @param mergedFacetValuesMax present: facets are merged; a value: at most so many of each
   */
  public record Federation(
      BigInteger limit,
      BigInteger offset,
      Optional<BigInteger> page,
      Optional<BigInteger> hitsPerPage,
      Map<IndexUid, Optional<List<String>>> facetsByIndex,
      Optional<OptionalInt> mergedFacetValuesMax,
      Optional<String> distinct,
      boolean showPerformanceDetails,
      boolean personalize) {}

  /**
   * The same, each query only of what fulfils its index's filter.
   *
   * @param filter as JSON text
   */
  public AskedMultiSearch within(Function<IndexUid, Optional<String>> filter) {
    return new AskedMultiSearch(
        queries.stream()
            .map(q -> new Query(q.uid(), q.search().within(filter.apply(q.uid())), q.options()))
            .toList(),
        federation);
  }

  /**
   * Why a query may not be part of this request; the message lacks its place.
   *
   * @param network whether the experimental feature is on
   */
  public Optional<Problem> refusal(Query query, boolean network) {
    return federation.isPresent()
        ? FederatedQueryRules.refusal(query, federation.get(), network)
        : FederatedQueryRules.plainRefusal(query);
  }

  /** The refusal of {@code federation.personalize}. */
  public Problem personalizeRefusal() {
    return AskedSearch.personalizeNotEnabled();
  }
}
