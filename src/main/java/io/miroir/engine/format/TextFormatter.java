package io.miroir.engine.format;

import io.miroir.engine.analysis.Token;
import io.miroir.engine.analysis.Tokenizer;
import io.miroir.engine.document.FieldFacts;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** Highlights and crops single texts (ranking reference, 7.2 and 7.3). */
final class TextFormatter {
  private final Tokenizer tokenizer;
  private final TextMatcher matcher;
  private final SearchRequest request;
  private final FieldFacts facts;
  private final boolean localized;

  /** A marked part of a text in UTF-16 units. */
  record Span(int start, int end) {}

  TextFormatter(
      Tokenizer tokenizer, TextMatcher matcher, SearchRequest request, Settings settings) {
    this.tokenizer = tokenizer;
    this.matcher = matcher;
    this.request = request;
    this.facts = new FieldFacts(settings);
    this.localized = settings.localizedAttributes().isPresent();
  }

  private List<Token> tokens(String field, String text) {
    List<String> locales =
        !request.locales().isEmpty() || !localized ? request.locales() : facts.locales(field);
    return tokenizer.tokens(text, locales);
  }

  /** What the query marks in a text. */
  List<Span> spans(String field, String text) {
    if (matcher.isEmpty()) {
      return List.of();
    }
    List<Token> tokens = tokens(field, text);
    return spans(text, tokens, matcher.matches(tokens));
  }

  private static List<Span> spans(String text, List<Token> tokens, List<Match> matches) {
    List<Span> spans = new ArrayList<>(matches.size());
    for (Match match : matches) {
      Token first = tokens.get(match.firstToken());
      int end =
          match.chars() < 0
              ? tokens.get(match.lastToken()).end()
              : text.offsetByCodePoints(first.start(), match.chars());
      spans.add(new Span(first.start(), end));
    }
    return spans;
  }

  /** The text as it is shown in {@code _formatted}. */
  String format(String field, String text, FormatOptions.Option option) {
    boolean crop = option.crop() > 0;
    if (!crop && (!option.highlight() || matcher.isEmpty())) {
      return text;
    }
    List<Token> tokens = tokens(field, text);
    if (tokens.isEmpty()) {
      return text;
    }
    List<Match> matches = matcher.matches(tokens);
    CropWindow window =
        crop ? CropWindow.of(tokens, matches, option.crop()) : new CropWindow(0, tokens.size());
    List<Span> marked = option.highlight() ? spans(text, tokens, matches) : List.of();
    return write(text, tokens, window, marked);
  }

  private String write(String text, List<Token> tokens, CropWindow window, List<Span> marked) {
    int left = window.start() < tokens.size() ? tokens.get(window.start()).start() : 0;
    int right = window.end() > window.start() ? tokens.get(window.end() - 1).end() : left;
    StringBuilder out = new StringBuilder(text.length() + 32);
    if (window.start() > 0) {
      out.append(request.cropMarker());
    }
    int at = left;
    for (Span span : marked) {
      int start = Math.max(span.start(), left);
      int end = Math.min(span.end(), right);
      if (start < end) {
        out.append(text, at, start).append(request.highlightPreTag());
        out.append(text, start, end).append(request.highlightPostTag());
        at = end;
      }
    }
    out.append(text, at, right);
    if (window.end() < tokens.size()) {
      out.append(request.cropMarker());
    }
    return out.toString();
  }
}
