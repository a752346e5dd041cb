package io.miroir.node.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import io.miroir.model.Problem;

/** What the client did wrong, on the wire. */
final class ProblemCodec {
  static final Codec<Problem> PROBLEM = Codec.cbor(new TypeReference<Problem>() {});

  private ProblemCodec() {}
}
