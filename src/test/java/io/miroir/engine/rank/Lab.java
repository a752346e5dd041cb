package io.miroir.engine.rank;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.miroir.engine.golden.GoldenRequests;
import io.miroir.engine.query.HitFormatter;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.query.ViewLexicon;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.engine.store.IndexView;
import io.miroir.engine.store.MemoryIndexer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A small index to ask; JSON is written with single quotes. Documents are numbered from 1 in the
 * order in which they are given.
 */
final class Lab {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HitFormatter NO_FORMAT =
      (view, request, matches) ->
          document -> new HitFormatter.Formatted(new byte[0], new byte[0], new byte[0]);

  private final IndexView view;
  private final Searcher searcher =
      new Searcher(io.miroir.engine.filter.Filters.ofSearch(), (f, c, v) -> List.of(), NO_FORMAT);

  private Lab(IndexView view) {
    this.view = view;
  }

  /** An index of documents with nothing but a field {@code text}. */
  static Lab ofTexts(String settings, String... texts) {
    List<String> documents = new ArrayList<>();
    for (String text : texts) {
      documents.add("{\"text\":" + JSON.getNodeFactory().textNode(text) + "}");
    }
    return build(settings, documents, 0, 1);
  }

  static Lab of(String settings, String... documents) {
    return build(
        settings, List.of(documents).stream().map(d -> d.replace('\'', '"')).toList(), 0, 1);
  }

  /** One part of an index split by the numbers of its documents. */
  static Lab part(String settings, List<String> documents, int part, int parts) {
    return build(settings, documents.stream().map(d -> d.replace('\'', '"')).toList(), part, parts);
  }

  private static Lab build(String settings, List<String> documents, int part, int parts) {
    Settings parsed = SettingsPatch.parse(settings.replace('\'', '"')).applyTo(Settings.DEFAULT);
    var indexer = new MemoryIndexer(parsed);
    int number = 0;
    for (String document : documents) {
      number++;
      if (number % parts == part) {
        indexer.add("" + number, number, document.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new Lab(indexer.build());
  }

  IndexView view() {
    return view;
  }

  SearchAnswer ask(String request) {
    return ask(request, Instant.now().plusSeconds(60));
  }

  SearchAnswer ask(String request, Instant deadline) {
    return searcher.search(view, GoldenRequests.read(json(request)), deadline);
  }

  /** Ranks without formatting, with a cut-off of one's own. */
  Outcome rank(String request, BucketSort.Cutoff cutoff) {
    return HybridSearch.run(
        searcher.context(
            view,
            GoldenRequests.read(json(request)),
            IndexFacts.of(new ViewLexicon(view)),
            cutoff));
  }

  /** The numbers of the documents of a listing. */
  List<Integer> listed(String request) {
    return searcher.list(view, GoldenRequests.read(json(request))).hits().stream()
        .map(hit -> Integer.parseInt(hit.key()))
        .toList();
  }

  List<RankedHit> similar(SimilarRequest request) {
    return searcher.similar(view, request, Instant.now().plusSeconds(60)).hits();
  }

  SearchAnswer ask(SearchRequest request, IndexFacts facts) {
    return searcher.search(view, request, Instant.now().plusSeconds(60), facts);
  }

  TermStatistics statistics(SearchRequest request) {
    return searcher.statistics(view, request);
  }

  List<Long> frequencies(SearchRequest request, TermStatistics whole) {
    return searcher.frequencies(view, request, whole);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** The numbers of the hits. */
  List<Integer> hits(String request) {
    return ask(request).hits().stream().map(hit -> Integer.parseInt(hit.key())).toList();
  }

  /** What is to be seen of each hit, in order. */
  <T> List<T> each(String request, Function<RankedHit, T> seen) {
    return ask(request).hits().stream().map(seen).toList();
  }

  /** The score of one rule of a hit as {@code rank/max}. */
  static String rank(RankedHit hit, Class<? extends RuleScore> rule) {
    return hit.scores().stream().filter(rule::isInstance).map(Lab::rank).findFirst().orElse("none");
  }

  static String rank(RuleScore score) {
    return switch (score) {
      case RuleScore.Words s -> s.rank() + "/" + s.max();
      case RuleScore.Typo s -> s.rank() + "/" + s.max();
      case RuleScore.Proximity s -> s.rank() + "/" + s.max();
      case RuleScore.AttributeRank s -> s.rank() + "/" + s.max();
      case RuleScore.WordPosition s -> s.rank() + "/" + s.max();
      case RuleScore.ExactAttribute s -> s.rank() + "/3";
      case RuleScore.ExactWords s -> s.rank() + "/" + s.max();
      case RuleScore.Skipped s -> "skipped";
      default -> score.toString();
    };
  }

  /** All scores of a hit. */
  static String ranks(RankedHit hit) {
    return String.join(" ", hit.scores().stream().map(Lab::rank).toList());
  }
}
