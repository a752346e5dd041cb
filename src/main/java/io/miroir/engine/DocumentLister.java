package io.miroir.engine;

import io.miroir.engine.facet.FacetDistribution;
import io.miroir.engine.filter.Filters;
import io.miroir.engine.format.DocumentFormatter;
import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequest.MatchingStrategy;
import io.miroir.engine.rank.Searcher;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexView;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.roaringbitmap.RoaringBitmap;

/**
 * Lists documents: a search for nothing that knows no rule but {@code sort} and shows every
 * attribute.
 */
final class DocumentLister {
  private static final Filters FILTERS = Filters.asSent(ErrorCode.INVALID_DOCUMENT_FILTER);

  private DocumentLister() {}

  /** The settings that a listing's view must have. */
  static Settings settings(Settings s) {
    return new Settings(
        List.of("*"),
        s.searchableAttributes(),
        s.filterableAttributes(),
        s.sortableAttributes(),
        List.of("sort"),
        s.stopWords(),
        s.nonSeparatorTokens(),
        s.separatorTokens(),
        s.dictionary(),
        s.synonyms(),
        Optional.empty(),
        s.proximityPrecision(),
        s.typoTolerance(),
        s.faceting(),
        Integer.MAX_VALUE,
        s.embedders(),
        s.searchCutoffMs(),
        s.localizedAttributes(),
        s.facetSearch(),
        s.prefixSearch(),
        s.chat());
  }

  /** Keys of the documents that a filter selects, ascending by ordinal. */
  static List<String> keys(IndexView view, String filter) {
    RoaringBitmap selected = FILTERS.evaluate(filter, view);
    List<String> keys = new ArrayList<>(selected.getCardinality());
    for (int document : view.byOrdinal(selected, Integer.MAX_VALUE)) {
      keys.add(view.key(document));
    }
    return keys;
  }

  /** The first offset + limit documents. */
  static DocumentsAnswer list(IndexView view, DocumentsRequest request) {
    RoaringBitmap selected = selected(view, request);
    Searcher searcher =
        new Searcher((filter, same) -> selected, new FacetDistribution(), new DocumentFormatter());
    try {
      SearchAnswer answer = searcher.list(view, search(request));
      return new DocumentsAnswer(answer.hits(), selected.getLongCardinality());
    } catch (ProblemException e) {
      throw e.problem().code() == ErrorCode.INVALID_SEARCH_SORT
          ? ProblemException.of(ErrorCode.INVALID_DOCUMENT_SORT, e.getMessage())
          : e;
    }
  }

  private static RoaringBitmap selected(IndexView view, DocumentsRequest request) {
    RoaringBitmap selected =
        request.filter().map(filter -> FILTERS.evaluate(filter, view)).orElseGet(view::documents);
    if (request.ids().isEmpty()) {
      return selected;
    }
    RoaringBitmap asked = new RoaringBitmap();
    for (String id : request.ids().get()) {
      int document = view.document(id);
      if (document >= 0) {
        asked.add(document);
      }
    }
    asked.and(selected);
    return asked;
  }

  private static SearchRequest search(DocumentsRequest request) {
    return new SearchRequest(
        Optional.empty(),
        request.offset(),
        request.limit(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        request.fields(),
        List.of(),
        0,
        "",
        List.of(),
        "",
        "",
        false,
        Optional.of("\"\""),
        request.sort(),
        Optional.empty(),
        List.of(),
        MatchingStrategy.LAST,
        Optional.empty(),
        OptionalDouble.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        request.retrieveVectors(),
        false,
        false,
        false);
  }
}
