package io.miroir.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.miroir.engine.analysis.Tokenizer;
import io.miroir.engine.query.HitFormatter;
import io.miroir.engine.query.QueryMatches;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.rank.GeoDistance;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes of ranked documents what clients read (ranking reference, 7 and 8). */
public final class DocumentFormatter implements HitFormatter {
  private static final byte[] ABSENT = {};

  /** By identity: a new settings version is a new object. */
  private final Cache<Settings, Tokenizer> tokenizers = Caffeine.newBuilder().weakKeys().build();

  @Override
  public Session open(IndexView view, SearchRequest request, QueryMatches matches) {
    Tokenizer tokenizer = tokenizers.get(view.settings(), Tokenizer::withoutStopWords);
    TextFormatter texts =
        new TextFormatter(tokenizer, new TextMatcher(matches), request, view.settings());
    return new HitSession(view, request, texts);
  }

  private static final class HitSession implements Session {
    private final IndexView view;
    private final SearchRequest request;
    private final TextFormatter texts;
    private final FormatOptions options;
    private final Projection projection;
    private final Selection displayed;
    private final Optional<Selection> formatted;
    private final Selection displayedFormatted;
    private final Optional<double[]> target;

    HitSession(IndexView view, SearchRequest request, TextFormatter texts) {
      this.view = view;
      this.request = request;
      this.texts = texts;
      this.options = new FormatOptions(request, view);
      List<String> shown = view.settings().displayedAttributes();
      this.projection = new Projection(view, shown, request.attributesToRetrieve());
      this.displayed = Selection.ofHit(shown);
      this.displayedFormatted = Selection.ofFormatted(shown);
      this.formatted =
          request
              .attributesToRetrieve()
              .filter(wanted -> !wanted.contains("*"))
              .map(wanted -> Selection.ofFormatted(joined(wanted, options.names())));
      this.target = GeoTarget.of(request.sort());
    }

    private static List<String> joined(List<String> first, List<String> second) {
      List<String> all = new ArrayList<>(first);
      all.addAll(second);
      return all;
    }

    @Override
    public Formatted format(int document) {
      byte[] source = view.source(document);
      byte[] shown = document(document, source);
      if (options.isEmpty() && !request.showMatchesPosition()) {
        return new Formatted(shown, ABSENT, ABSENT);
      }
      JsonNode tree = Hits.tree(source, 0, source.length);
      ((ObjectNode) tree).remove("_vectors");
      return new Formatted(shown, formatted(tree), positions(tree));
    }

    private byte[] document(int document, byte[] source) {
      Projection.Fields fields = projection.of(source);
      List<String> members = new ArrayList<>(2);
      if (request.retrieveVectors() && FormatOptions.isDisplayed("_vectors", view.settings())) {
        members.add(VectorsMember.of(view, document, source));
      }
      if (target.isPresent() && fields.wholly("_geo") && view.withPoint().contains(document)) {
        double metres =
            GeoDistance.metres(
                target.get()[0],
                target.get()[1],
                view.latitude(document),
                view.longitude(document));
        members.add("\"_geoDistance\":" + Math.round(metres));
      }
      return fields.write(members);
    }

    private byte[] formatted(JsonNode tree) {
      if (options.isEmpty()) {
        return ABSENT;
      }
      JsonNode part = displayedFormatted.of(tree);
      JsonNode wanted = formatted.map(selection -> selection.of(part)).orElse(part);
      return FormattedText.of(wanted, texts, options, view::fieldId)
          .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] positions(JsonNode tree) {
      return request.showMatchesPosition()
          ? Positions.of(displayed.of(tree), texts).getBytes(StandardCharsets.UTF_8)
          : ABSENT;
    }
  }
}
