package io.miroir.node.remote;

import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.SearchAnswer;
import java.util.ArrayList;
import java.util.List;

/** Answers of reads on the wire, by hand, see {@link HitCodec}. */
final class AnswerCodec {
  private static final int EXPECTED_BYTES = 16 * 1024;

  static final Codec<SearchAnswer> SEARCH = Codec.of(AnswerCodec::search, AnswerCodec::search);
  static final Codec<DocumentsAnswer> DOCUMENTS =
      Codec.of(AnswerCodec::documents, AnswerCodec::documents);
  static final Codec<FacetSearchAnswer> FACET_SEARCH =
      Codec.of(
          answer -> {
            WireOut out = new WireOut(EXPECTED_BYTES);
            values(out, answer.values());
            return out.toBytes();
          },
          bytes -> new FacetSearchAnswer(values(new WireIn(bytes))));

  private AnswerCodec() {}

  private static byte[] search(SearchAnswer answer) {
    WireOut out = new WireOut(EXPECTED_BYTES);
    write(out, answer);
    return out.toBytes();
  }

  private static SearchAnswer search(byte[] bytes) {
    return read(new WireIn(bytes));
  }

  static void write(WireOut out, SearchAnswer answer) {
    HitCodec.write(out, answer.hits());
    out.number(answer.candidates());
    facets(out, answer.facets());
    out.number(answer.semanticHits() + 1L).put(answer.degraded() ? 1 : 0);
  }

  static SearchAnswer read(WireIn in) {
    var hits = HitCodec.read(in);
    long candidates = in.number();
    List<FacetCounts> facets = facets(in);
    return new SearchAnswer(hits, candidates, facets, in.integer() - 1, in.next() == 1);
  }

  static void facets(WireOut out, List<FacetCounts> facets) {
    out.number(facets.size());
    for (FacetCounts facet : facets) {
      out.text(facet.field());
      values(out, facet.values());
      HitCodec.optional(out, facet.min());
      HitCodec.optional(out, facet.max());
      out.number(facet.together().size());
      for (FacetCounts.Together each : facet.together()) {
        out.put(each.number() ? 1 : 0).number(each.values().size());
        each.values().forEach(out::text);
        out.number(each.count());
      }
    }
  }

  static List<FacetCounts> facets(WireIn in) {
    int count = in.count();
    List<FacetCounts> facets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      facets.add(
          new FacetCounts(
              in.text(), values(in), HitCodec.optional(in), HitCodec.optional(in), together(in)));
    }
    return facets;
  }

  private static List<FacetCounts.Together> together(WireIn in) {
    int count = in.count();
    List<FacetCounts.Together> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      found.add(new FacetCounts.Together(in.next() == 1, HitCodec.texts(in), in.number()));
    }
    return found;
  }

  private static byte[] documents(DocumentsAnswer answer) {
    WireOut out = new WireOut(EXPECTED_BYTES);
    HitCodec.write(out, answer.documents());
    return out.number(answer.total()).toBytes();
  }

  private static DocumentsAnswer documents(byte[] bytes) {
    WireIn in = new WireIn(bytes);
    return new DocumentsAnswer(HitCodec.read(in), in.number());
  }

  private static void values(WireOut out, List<FacetCounts.Value> values) {
    out.number(values.size());
    for (FacetCounts.Value value : values) {
      out.put(value.number() ? 1 : 0)
          .text(value.shown())
          .text(value.normalized())
          .fixed(value.numeric())
          .number(value.count())
          .number(value.firstOrdinal());
    }
  }

  private static List<FacetCounts.Value> values(WireIn in) {
    int count = in.count();
    List<FacetCounts.Value> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(
          new FacetCounts.Value(
              in.next() == 1, in.text(), in.text(), in.fixed(), in.number(), in.number()));
    }
    return values;
  }
}
