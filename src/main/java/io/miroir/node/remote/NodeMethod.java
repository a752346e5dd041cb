package io.miroir.node.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import io.miroir.engine.Changes;
import io.miroir.engine.Compaction;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.IndexStats;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.model.IndexId;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.FederatedOutcome;
import io.miroir.node.FederatedPart;
import io.miroir.node.NodeWrite;
import io.miroir.node.ReadScope;
import io.miroir.node.SearchNode;
import io.miroir.node.WriteOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * One method of the port as it crosses the wire: how its arguments and its answer become bytes, and
 * how the node's member calls it. Codes are the wire's and stay what they are.
 *
 * @param <Q> the arguments
 * @param <A> the answer
 */
record NodeMethod<Q, A>(int code, Codec<Q> arguments, Codec<A> answer, Call<Q, A> call) {
  interface Call<Q, A> {
    CompletionStage<A> on(SearchNode node, Q arguments, Instant deadline);
  }

  record Definition(IndexId index, IndexDefinition definition) {}

  record Opening(ShardId shard, int epoch) {}

  record KeyOf(ShardId shard, String key) {}

  record FilterOf(ShardId shard, String filter) {}

  record ChangesOf(ShardId shard, long after, int limit) {}

  record PageOf(ShardId shard, Optional<String> after, int limit) {}

  /** A read: the deadline of the scope is not sent, the call's is. */
  record Scoped<R>(ReadScope scope, R request) {
    Scoped<R> until(Instant deadline) {
      return new Scoped<>(
          new ReadScope(scope.index(), scope.shards(), scope.settingsFloor(), deadline), request);
    }
  }

  record RepairOf(ShardId shard, int epoch, List<WriteOperation> operations) {}

  record HitsOf(SearchRequest request, List<String> keys) {}

  private static final Codec<Void> NOTHING = Codec.nothing(null);
  private static final Codec<Set<ShardId>> SHARDS =
      Codec.cbor(new TypeReference<Set<ShardId>>() {});
  private static final Codec<Long> LONG = Codec.cbor(new TypeReference<Long>() {});
  private static final Codec<Map<String, Long>> LONGS =
      Codec.cbor(new TypeReference<Map<String, Long>>() {});

  static final NodeMethod<Definition, Void> DEFINE =
      new NodeMethod<>(
          1,
          Codec.cbor(new TypeReference<Definition>() {}),
          NOTHING,
          (node, q, deadline) -> node.define(q.index(), q.definition()));
  static final NodeMethod<IndexId, Void> DROP =
      new NodeMethod<>(
          2,
          Codec.cbor(new TypeReference<IndexId>() {}),
          NOTHING,
          (node, q, deadline) -> node.drop(q));
  static final NodeMethod<Void, Map<IndexId, Long>> VERSIONS =
      new NodeMethod<>(
          3,
          NOTHING,
          LONGS.as(map -> keysTo(map, IndexId::value), map -> keysTo(map, IndexId::new)),
          (node, q, deadline) -> node.versions());
  static final NodeMethod<Opening, Long> OPEN =
      new NodeMethod<>(
          4,
          Codec.cbor(new TypeReference<Opening>() {}),
          LONG,
          (node, q, deadline) -> node.open(q.shard(), q.epoch(), deadline));
  static final NodeMethod<NodeWrite, WriteOutcome> WRITE =
      new NodeMethod<>(
          5,
          WriteCodec.WRITE,
          Codec.cbor(new TypeReference<WriteOutcome>() {}),
          (node, q, deadline) -> node.write(q, deadline));
  static final NodeMethod<Set<ShardId>, Void> SEARCHABLE =
      new NodeMethod<>(6, SHARDS, NOTHING, (node, q, deadline) -> node.searchable(q, deadline));
  static final NodeMethod<Scoped<SearchRequest>, SearchAnswer> SEARCH =
      new NodeMethod<>(
          7,
          ScopeCodec.scoped(ScopeCodec.SEARCH_REQUEST),
          AnswerCodec.SEARCH,
          (node, q, deadline) -> node.search(q.until(deadline).scope(), q.request()));
  static final NodeMethod<Scoped<HitsOf>, SearchAnswer> HITS =
      new NodeMethod<>(
          8,
          ScopeCodec.scoped(Codec.cbor(new TypeReference<HitsOf>() {})),
          AnswerCodec.SEARCH,
          (node, q, deadline) ->
              node.hits(q.until(deadline).scope(), q.request().request(), q.request().keys()));
  static final NodeMethod<Scoped<FacetSearchRequest>, FacetSearchAnswer> FACET_SEARCH =
      new NodeMethod<>(
          9,
          ScopeCodec.scoped(Codec.cbor(new TypeReference<FacetSearchRequest>() {})),
          AnswerCodec.FACET_SEARCH,
          (node, q, deadline) -> node.facetSearch(q.until(deadline).scope(), q.request()));
  static final NodeMethod<Scoped<SimilarRequest>, SearchAnswer> SIMILAR =
      new NodeMethod<>(
          10,
          ScopeCodec.scoped(Codec.cbor(new TypeReference<SimilarRequest>() {})),
          AnswerCodec.SEARCH,
          (node, q, deadline) -> node.similar(q.until(deadline).scope(), q.request()));
  static final NodeMethod<Scoped<DocumentsRequest>, DocumentsAnswer> DOCUMENTS =
      new NodeMethod<>(
          11,
          ScopeCodec.scoped(Codec.cbor(new TypeReference<DocumentsRequest>() {})),
          AnswerCodec.DOCUMENTS,
          (node, q, deadline) -> node.documents(q.until(deadline).scope(), q.request()));
  static final NodeMethod<KeyOf, Optional<StoredDocument>> DOCUMENT =
      new NodeMethod<>(
          12,
          Codec.cbor(new TypeReference<KeyOf>() {}),
          WriteCodec.DOCUMENTS.as(
              found -> found.map(List::of).orElse(List.of()), list -> list.stream().findFirst()),
          (node, q, deadline) -> node.document(q.shard(), q.key(), deadline));
  static final NodeMethod<FilterOf, List<String>> KEYS =
      new NodeMethod<>(
          13,
          Codec.cbor(new TypeReference<FilterOf>() {}),
          Codec.cbor(new TypeReference<List<String>>() {}),
          (node, q, deadline) -> node.keys(q.shard(), q.filter(), deadline));
  static final NodeMethod<Scoped<String>, IndexStats> STATS =
      new NodeMethod<>(
          14,
          ScopeCodec.scoped(Codec.nothing("")),
          Codec.cbor(new TypeReference<IndexStats>() {}),
          (node, q, deadline) -> node.stats(q.until(deadline).scope()));
  static final NodeMethod<Set<ShardId>, Map<ShardId, Long>> SEQUENCES =
      new NodeMethod<>(
          15,
          SHARDS,
          LONGS.as(map -> keysTo(map, ShardId::toString), map -> keysTo(map, ShardId::parse)),
          (node, q, deadline) -> node.sequences(q, deadline));
  static final NodeMethod<ShardId, Fingerprint> FINGERPRINT =
      new NodeMethod<>(
          16,
          Codec.cbor(new TypeReference<ShardId>() {}),
          Codec.cbor(new TypeReference<Fingerprint>() {}),
          (node, q, deadline) -> node.fingerprint(q, deadline));
  static final NodeMethod<ChangesOf, Changes> CHANGES =
      new NodeMethod<>(
          17,
          Codec.cbor(new TypeReference<ChangesOf>() {}),
          Codec.cbor(new TypeReference<Changes>() {}),
          (node, q, deadline) -> node.changes(q.shard(), q.after(), q.limit(), deadline));
  static final NodeMethod<PageOf, List<StoredDocument>> PAGE =
      new NodeMethod<>(
          18,
          Codec.cbor(new TypeReference<PageOf>() {}),
          WriteCodec.DOCUMENTS,
          (node, q, deadline) -> node.page(q.shard(), q.after(), q.limit(), deadline));
  static final NodeMethod<ShardId, Void> DELETE_SHARD =
      new NodeMethod<>(
          19,
          Codec.cbor(new TypeReference<ShardId>() {}),
          NOTHING,
          (node, q, deadline) -> node.deleteShard(q));
  static final NodeMethod<Void, Long> SIZE_BYTES =
      new NodeMethod<>(20, NOTHING, LONG, (node, q, deadline) -> node.sizeBytes(deadline));

  static final NodeMethod<IndexId, Compaction> COMPACT =
      new NodeMethod<>(
          21,
          Codec.cbor(new TypeReference<IndexId>() {}),
          Codec.cbor(new TypeReference<Compaction>() {}),
          (node, q, deadline) -> node.compact(q, deadline));

  static final NodeMethod<RepairOf, WriteOutcome> REPAIR =
      new NodeMethod<>(
          22,
          WriteCodec.WRITE.as(
              q -> new NodeWrite(q.shard(), q.epoch(), q.operations()),
              w -> new RepairOf(w.shard(), (int) w.previous(), w.operations())),
          Codec.cbor(new TypeReference<WriteOutcome>() {}),
          (node, q, deadline) -> node.repair(q.shard(), q.epoch(), q.operations(), deadline));

  static final NodeMethod<List<FederatedPart>, List<FederatedOutcome>> FEDERATED =
      new NodeMethod<>(
          23,
          FederatedCodec.PARTS,
          FederatedCodec.OUTCOMES,
          (node, q, deadline) -> node.federated(FederatedCodec.until(q, deadline), deadline));

  static final NodeMethod<Scoped<PartCodec.PartOf>, PartAnswer> PART =
      new NodeMethod<>(
          24,
          ScopeCodec.scoped(PartCodec.PART),
          PartCodec.ANSWER,
          (node, q, deadline) ->
              node.part(q.until(deadline).scope(), q.request().request(), q.request().told()));
  static final NodeMethod<Scoped<PartCodec.ShowOf>, List<RankedHit>> SHOW =
      new NodeMethod<>(
          25,
          ScopeCodec.scoped(PartCodec.SHOW),
          PartCodec.HITS,
          (node, q, deadline) ->
              node.show(
                  q.until(deadline).scope(),
                  q.request().part().request(),
                  q.request().keys(),
                  q.request().part().told(),
                  q.request().asked()));
  static final NodeMethod<Scoped<PartCodec.FacetsOf>, FacetSearchAnswer> FACETS_OF_PART =
      new NodeMethod<>(
          26,
          ScopeCodec.scoped(PartCodec.FACETS),
          AnswerCodec.FACET_SEARCH,
          (node, q, deadline) ->
              node.facetSearch(
                  q.until(deadline).scope(), q.request().request(), q.request().told()));

  private static final List<NodeMethod<?, ?>> ALL =
      List.of(
          DEFINE,
          DROP,
          VERSIONS,
          OPEN,
          WRITE,
          SEARCHABLE,
          SEARCH,
          HITS,
          FACET_SEARCH,
          SIMILAR,
          DOCUMENTS,
          DOCUMENT,
          KEYS,
          STATS,
          SEQUENCES,
          FINGERPRINT,
          CHANGES,
          PAGE,
          DELETE_SHARD,
          SIZE_BYTES,
          COMPACT,
          REPAIR,
          FEDERATED,
          PART,
          SHOW,
          FACETS_OF_PART);

  static NodeMethod<?, ?> of(int code) {
    if (code < 1 || code > ALL.size()) {
      throw new IllegalArgumentException("expected a method known here, found " + code);
    }
    return ALL.get(code - 1);
  }

  /** Decodes the arguments, calls the node, encodes the answer. */
  CompletionStage<byte[]> serve(SearchNode node, byte[] bytes, Instant deadline) {
    return call.on(node, arguments.decode(bytes), deadline).thenApply(answer::encode);
  }

  private static <K, L, V> Map<L, V> keysTo(Map<K, V> map, java.util.function.Function<K, L> to) {
    Map<L, V> result = new TreeMap<>();
    map.forEach((key, value) -> result.put(to.apply(key), value));
    return result;
  }
}
