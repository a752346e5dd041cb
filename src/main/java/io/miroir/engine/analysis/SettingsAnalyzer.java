package io.miroir.engine.analysis;

import io.miroir.engine.query.QueryAnalyzer;
import io.miroir.engine.query.QueryToken;
import java.util.List;

/** Cuts queries as the documents of an index were cut. */
public final class SettingsAnalyzer implements QueryAnalyzer {
  private final Tokenizer tokenizer;

  public SettingsAnalyzer(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  @Override
  public List<QueryToken> tokens(String text, List<String> locales) {
    return tokenizer.tokens(text, locales).stream()
        .map(token -> new QueryToken(token.lemma(), kindOf(token)))
        .toList();
  }

  private static QueryToken.Kind kindOf(Token token) {
    return switch (token.kind()) {
      case WORD -> QueryToken.Kind.WORD;
      case STOP_WORD -> QueryToken.Kind.STOP_WORD;
      case SOFT_SEPARATOR -> QueryToken.Kind.SOFT_SEPARATOR;
      case HARD_SEPARATOR -> QueryToken.Kind.HARD_SEPARATOR;
    };
  }
}
