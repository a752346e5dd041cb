package io.miroir.engine.rank;

/** Chooses between words, vectors and both (ranking reference, chapter 9). */
final class HybridSearch {
  private HybridSearch() {}

  static Outcome run(SearchContext context) {
    return new KeywordSearch(context).run(context.window().end());
  }
}
