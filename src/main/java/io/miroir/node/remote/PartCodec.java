package io.miroir.node.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.rank.GeoPlaces;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartFacts;
import io.miroir.engine.rank.UsedReadings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What parts of an index are told and tell, on the wire: what every answer has by hand, see {@link
 * HitCodec}, the rest as CBOR, where there is any.
 */
final class PartCodec {
  private static final int EXPECTED_BYTES = 16 * 1024;

  record PartOf(SearchRequest request, PartFacts told) {}

  record ShowOf(PartOf part, List<String> keys, List<Integer> asked) {}

  record FacetsOf(FacetSearchRequest request, PartFacts told) {}

  /** A bucket cut by a geo sort. */
  record Geo(List<RuleScore> bucket, GeoPlaces places) {}

  /** What few searches are told. */
  record SeldomTold(List<Geo> anchors, Optional<PartFacts.Settled> settled) {
    boolean nothing() {
      return anchors.isEmpty() && settled.isEmpty();
    }
  }

  /** What few answers tell. */
  record Seldom(
      List<Geo> places,
      List<Long> frequencies,
      List<List<RuleScore>> dropped,
      List<PartAnswer.Combination> values,
      long withoutValue,
      List<String> unknown,
      List<String> fields) {
    static final Seldom NOTHING =
        new Seldom(List.of(), List.of(), List.of(), List.of(), 0, List.of(), List.of());
  }

  private static final Codec<TermStatistics> STATISTICS =
      Codec.cbor(new TypeReference<TermStatistics>() {});
  private static final Codec<SeldomTold> SELDOM_TOLD =
      Codec.cbor(new TypeReference<SeldomTold>() {});
  private static final Codec<Seldom> SELDOM = Codec.cbor(new TypeReference<Seldom>() {});
  private static final Codec<FacetSearchRequest> FACET_REQUEST =
      Codec.cbor(new TypeReference<FacetSearchRequest>() {});

  static final Codec<PartOf> PART =
      Codec.of(
          part -> {
            WireOut out = new WireOut(EXPECTED_BYTES);
            write(out, part);
            return out.toBytes();
          },
          bytes -> part(new WireIn(bytes)));
  static final Codec<ShowOf> SHOW =
      Codec.of(
          show -> {
            WireOut out = new WireOut(EXPECTED_BYTES);
            write(out, show.part());
            out.number(show.keys().size());
            show.keys().forEach(out::text);
            integers(out, show.asked());
            return out.toBytes();
          },
          bytes -> {
            WireIn in = new WireIn(bytes);
            return new ShowOf(part(in), HitCodec.texts(in), integers(in));
          });
  static final Codec<FacetsOf> FACETS =
      Codec.of(
          facets -> {
            WireOut out = new WireOut(EXPECTED_BYTES);
            out.bytes(FACET_REQUEST.encode(facets.request()));
            told(out, facets.told());
            return out.toBytes();
          },
          bytes -> {
            WireIn in = new WireIn(bytes);
            return new FacetsOf(FACET_REQUEST.decode(in.bytes()), told(in));
          });
  static final Codec<List<RankedHit>> HITS =
      Codec.of(
          hits -> {
            WireOut out = new WireOut(EXPECTED_BYTES);
            HitCodec.write(out, hits);
            return out.toBytes();
          },
          bytes -> HitCodec.read(new WireIn(bytes)));
  static final Codec<PartAnswer> ANSWER = Codec.of(PartCodec::encode, PartCodec::decode);

  private PartCodec() {}

  private static void write(WireOut out, PartOf part) {
    out.bytes(ScopeCodec.SEARCH_REQUEST.encode(part.request()));
    told(out, part.told());
  }

  private static PartOf part(WireIn in) {
    return new PartOf(ScopeCodec.SEARCH_REQUEST.decode(in.bytes()), told(in));
  }

  private static void told(WireOut out, PartFacts told) {
    statistics(out, told.statistics());
    longs(out, told.moments());
    readings(out, told.agreed());
    SeldomTold seldom = new SeldomTold(geo(told.anchors()), told.settled());
    out.bytes(seldom.nothing() ? new byte[0] : SELDOM_TOLD.encode(seldom));
    out.number(told.hits());
  }

  private static PartFacts told(WireIn in) {
    Optional<TermStatistics> statistics = statistics(in);
    List<Long> moments = longs(in);
    UsedReadings agreed = readings(in);
    byte[] bytes = in.bytes();
    SeldomTold seldom =
        bytes.length == 0 ? new SeldomTold(List.of(), Optional.empty()) : SELDOM_TOLD.decode(bytes);
    return new PartFacts(
        statistics, moments, agreed, geo(seldom.anchors()), seldom.settled(), in.integer());
  }

  private static byte[] encode(PartAnswer answer) {
    WireOut out = new WireOut(EXPECTED_BYTES);
    AnswerCodec.write(out, answer.answer());
    out.put(answer.semantic().isPresent() ? 1 : 0);
    answer.semantic().ifPresent(hits -> HitCodec.write(out, hits));
    out.number(answer.byWords());
    statistics(out, answer.statistics());
    out.number(answer.moment());
    readings(out, answer.seen());
    integers(out, answer.asked());
    Seldom seldom =
        new Seldom(
            geo(answer.places()),
            answer.frequencies(),
            answer.dropped(),
            answer.values(),
            answer.withoutValue(),
            answer.unknown(),
            answer.fields());
    out.bytes(seldom.equals(Seldom.NOTHING) ? new byte[0] : SELDOM.encode(seldom));
    return out.toBytes();
  }

  private static PartAnswer decode(byte[] bytes) {
    WireIn in = new WireIn(bytes);
    SearchAnswer answer = AnswerCodec.read(in);
    Optional<List<RankedHit>> semantic =
        in.next() == 1 ? Optional.of(HitCodec.read(in)) : Optional.empty();
    long byWords = in.number();
    Optional<TermStatistics> statistics = statistics(in);
    long moment = in.number();
    UsedReadings seen = readings(in);
    List<Integer> asked = integers(in);
    byte[] rest = in.bytes();
    Seldom seldom = rest.length == 0 ? Seldom.NOTHING : SELDOM.decode(rest);
    return new PartAnswer(
        answer,
        semantic,
        byWords,
        statistics,
        moment,
        seen,
        geo(seldom.places()),
        seldom.frequencies(),
        seldom.dropped(),
        seldom.values(),
        seldom.withoutValue(),
        asked,
        seldom.unknown(),
        seldom.fields());
  }

  private static void statistics(WireOut out, Optional<TermStatistics> statistics) {
    out.bytes(statistics.map(STATISTICS::encode).orElse(new byte[0]));
  }

  private static Optional<TermStatistics> statistics(WireIn in) {
    byte[] bytes = in.bytes();
    return bytes.length == 0 ? Optional.empty() : Optional.of(STATISTICS.decode(bytes));
  }

  private static void readings(WireOut out, UsedReadings readings) {
    out.number(readings.buckets().size());
    readings
        .buckets()
        .forEach(
            (bucket, used) -> {
              HitCodec.scores(out, bucket);
              out.number(used.size());
              for (UsedReadings.Reading reading : used) {
                integers(out, reading.nodes());
                integers(out, reading.edges());
              }
            });
  }

  private static UsedReadings readings(WireIn in) {
    int buckets = in.count();
    if (buckets == 0) {
      return UsedReadings.NONE;
    }
    Map<List<RuleScore>, List<UsedReadings.Reading>> found = new HashMap<>();
    for (int i = 0; i < buckets; i++) {
      List<RuleScore> bucket = HitCodec.scores(in);
      int count = in.count();
      List<UsedReadings.Reading> used = new ArrayList<>(count);
      for (int r = 0; r < count; r++) {
        used.add(new UsedReadings.Reading(integers(in), integers(in)));
      }
      found.put(bucket, used);
    }
    return new UsedReadings(found);
  }

  private static List<Geo> geo(Map<List<RuleScore>, GeoPlaces> places) {
    return places.entrySet().stream().map(e -> new Geo(e.getKey(), e.getValue())).toList();
  }

  private static Map<List<RuleScore>, GeoPlaces> geo(List<Geo> places) {
    Map<List<RuleScore>, GeoPlaces> found = new HashMap<>();
    places.forEach(each -> found.put(each.bucket(), each.places()));
    return found;
  }

  private static void integers(WireOut out, List<Integer> values) {
    out.number(values.size());
    values.forEach(out::number);
  }

  private static List<Integer> integers(WireIn in) {
    int count = in.count();
    List<Integer> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(in.integer());
    }
    return values;
  }

  private static void longs(WireOut out, List<Long> values) {
    out.number(values.size());
    values.forEach(out::number);
  }

  private static List<Long> longs(WireIn in) {
    int count = in.count();
    List<Long> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(in.number());
    }
    return values;
  }
}
