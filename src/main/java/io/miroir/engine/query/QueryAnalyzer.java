package io.miroir.engine.query;

import java.util.List;

/**
 * Cuts texts into tokens under the settings of one index, as its documents were cut: stop words,
 * separators, dictionary. The door from ranking to analysis.
 */
public interface QueryAnalyzer {

  /**
   * @param locales three-letter language codes the text may be in; empty means detection as
   *     documents without a localized rule get it
   */
  List<QueryToken> tokens(String text, List<String> locales);
}
