package io.miroir.engine.rank;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Lists documents by the values of fields, as the original's document routes do and its searches do
 * not: each field's numbers are walked, then its strings, so a document with both comes twice and
 * one without a value not at all. Points sort as in searches. Without sorts: by ordinal.
 */
final class Listing {
  private final IndexView view;
  private final List<RankingRule> rules;
  private final int wanted;
  private final List<RuleScore> scores = new ArrayList<>();
  private final List<BucketSort.Ranked> found = new ArrayList<>();

  private Listing(IndexView view, List<RankingRule> rules, int wanted) {
    this.view = view;
    this.rules = rules;
    this.wanted = wanted;
  }

  /** The first documents of the filtered ones in the order of the request's sorts. */
  static Outcome run(SearchContext context) {
    List<RankingRule> rules = new ArrayList<>();
    for (RuleList.Step step :
        RuleList.keyword(List.of("sort"), context.request().sort(), true, false)) {
      rules.add(KeywordSearch.sortRule(step, context.view(), null));
    }
    var listing = new Listing(context.view(), rules, context.window().end());
    listing.list(0, context.filtered());
    return new Outcome(listing.found, context.filtered(), null, -1, false);
  }

  private void list(int depth, RoaringBitmap documents) {
    if (depth == rules.size()) {
      List<RuleScore> own = List.copyOf(scores);
      for (int document : view.byOrdinal(documents, wanted - found.size())) {
        found.add(new BucketSort.Ranked(document, own));
      }
      return;
    }
    Iterator<RankingRule.Bucket> values =
        rules.get(depth) instanceof SortRule rule ? rule.listing(documents, null) : null;
    if (values == null) {
      remaining(depth, documents);
      return;
    }
    while (found.size() < wanted && values.hasNext()) {
      descend(depth, values.next());
    }
  }

  /** The buckets of a rule that puts each document into one. */
  private void remaining(int depth, RoaringBitmap documents) {
    RankingRule.Visit visit = rules.get(depth).start(documents, null);
    RoaringBitmap left = documents;
    while (found.size() < wanted && !left.isEmpty()) {
      RankingRule.Bucket bucket = visit.next(left);
      descend(depth, bucket);
      left = RoaringBitmap.andNot(left, bucket.documents());
    }
  }

  private void descend(int depth, RankingRule.Bucket bucket) {
    if (bucket.documents().isEmpty()) {
      return;
    }
    scores.add(bucket.score());
    list(depth + 1, bucket.documents());
    scores.removeLast();
  }
}
