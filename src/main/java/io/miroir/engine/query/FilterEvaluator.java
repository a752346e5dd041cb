package io.miroir.engine.query;

import io.miroir.engine.store.IndexView;
import org.roaringbitmap.RoaringBitmap;

/** Evaluates filters: the door from ranking to the filter language. */
public interface FilterEvaluator {

  /**
   * The documents of the view that a filter selects.
   *
   * @param filter JSON text: a string or nested arrays
   * @throws io.miroir.model.ProblemException when the filter does not fit the settings
   */
  RoaringBitmap evaluate(String filter, IndexView view);
}
