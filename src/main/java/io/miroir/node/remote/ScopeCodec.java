package io.miroir.node.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.IndexId;
import io.miroir.node.ReadScope;
import java.time.Instant;

/** Reads on the wire: the scope by hand, the request as another codec has it. */
final class ScopeCodec {
  private static final Codec<SearchRequest> CBOR =
      Codec.cbor(new TypeReference<SearchRequest>() {});

  /** The last request told and its bytes: one search asks several nodes with the same one. */
  private record Told(SearchRequest request, byte[] bytes) {}

  private static volatile Told last = new Told(null, new byte[0]);

  static final Codec<SearchRequest> SEARCH_REQUEST = Codec.of(ScopeCodec::encodeOnce, CBOR::decode);

  private ScopeCodec() {}

  private static byte[] encodeOnce(SearchRequest request) {
    Told told = last;
    if (told.request() != request) {
      told = new Told(request, CBOR.encode(request));
      last = told;
    }
    return told.bytes();
  }

  static <R> Codec<NodeMethod.Scoped<R>> scoped(Codec<R> request) {
    return Codec.of(
        scoped -> {
          byte[] body = request.encode(scoped.request());
          WireOut out = new WireOut(body.length + 64);
          out.text(scoped.scope().index().value()).number(scoped.scope().settingsFloor());
          out.number(scoped.scope().shards().length);
          for (int shard : scoped.scope().shards()) {
            out.number(shard);
          }
          return out.bytes(body).toBytes();
        },
        bytes -> {
          WireIn in = new WireIn(bytes);
          IndexId index = new IndexId(in.text());
          long floor = in.number();
          int[] shards = new int[in.count()];
          for (int i = 0; i < shards.length; i++) {
            shards[i] = in.integer();
          }
          ReadScope scope = new ReadScope(index, shards, floor, Instant.MAX);
          return new NodeMethod.Scoped<>(scope, request.decode(in.bytes()));
        });
  }
}
