package io.miroir.node.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import io.miroir.engine.query.FacetCounts;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedAnswer.Refusal;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.node.FederatedOutcome;
import io.miroir.node.FederatedPart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Federated searches on the wire. */
final class FederatedCodec {
  private static final int EXPECTED_BYTES = 32 * 1024;
  private static final int ANSWERED = 0;
  private static final int REFUSED = 1;
  private static final int UNANSWERED = 2;

  private static final Codec<NodeMethod.Scoped<FederatedRequest>> PART =
      ScopeCodec.scoped(Codec.cbor(new TypeReference<FederatedRequest>() {}));

  /** Deadlines are not sent. */
  static final Codec<List<FederatedPart>> PARTS =
      Codec.of(FederatedCodec::parts, FederatedCodec::parts);

  static final Codec<List<FederatedOutcome>> OUTCOMES =
      Codec.of(FederatedCodec::outcomes, FederatedCodec::outcomes);

  private FederatedCodec() {}

  static List<FederatedPart> until(List<FederatedPart> parts, Instant deadline) {
    return parts.stream()
        .map(
            part ->
                new FederatedPart(
                    new NodeMethod.Scoped<>(part.scope(), part.request()).until(deadline).scope(),
                    part.request()))
        .toList();
  }

  private static byte[] parts(List<FederatedPart> parts) {
    WireOut out = new WireOut(EXPECTED_BYTES).number(parts.size());
    for (FederatedPart part : parts) {
      out.bytes(PART.encode(new NodeMethod.Scoped<>(part.scope(), part.request())));
    }
    return out.toBytes();
  }

  private static List<FederatedPart> parts(byte[] bytes) {
    WireIn in = new WireIn(bytes);
    int count = in.count();
    List<FederatedPart> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      NodeMethod.Scoped<FederatedRequest> part = PART.decode(in.bytes());
      parts.add(new FederatedPart(part.scope(), part.request()));
    }
    return parts;
  }

  private static byte[] outcomes(List<FederatedOutcome> outcomes) {
    WireOut out = new WireOut(EXPECTED_BYTES).number(outcomes.size());
    for (FederatedOutcome outcome : outcomes) {
      switch (outcome) {
        case FederatedOutcome.Answered answered -> answer(out, answered.answer());
        case FederatedOutcome.Unanswered unanswered ->
            out.put(UNANSWERED).text(unanswered.reason());
      }
    }
    return out.toBytes();
  }

  private static void answer(WireOut out, FederatedAnswer answer) {
    if (answer.refusal().isPresent()) {
      Refusal refusal = answer.refusal().get();
      out.put(REFUSED).number(refusal.query());
      out.bytes(ProblemCodec.PROBLEM.encode(refusal.problem()));
      return;
    }
    out.put(ANSWERED).number(answer.candidates()).number(answer.answers().size());
    for (SearchAnswer one : answer.answers()) {
      AnswerCodec.write(out, one);
    }
    AnswerCodec.facets(out, answer.facets());
  }

  private static List<FederatedOutcome> outcomes(byte[] bytes) {
    WireIn in = new WireIn(bytes);
    int count = in.count();
    List<FederatedOutcome> outcomes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      outcomes.add(outcome(in));
    }
    return outcomes;
  }

  private static FederatedOutcome outcome(WireIn in) {
    int tag = in.next();
    return switch (tag) {
      case ANSWERED -> new FederatedOutcome.Answered(answer(in));
      case REFUSED ->
          new FederatedOutcome.Answered(
              FederatedAnswer.refused(in.integer(), ProblemCodec.PROBLEM.decode(in.bytes())));
      case UNANSWERED -> new FederatedOutcome.Unanswered(in.text());
      default -> throw new IllegalArgumentException("expected a known outcome, found " + tag);
    };
  }

  private static FederatedAnswer answer(WireIn in) {
    long candidates = in.number();
    int count = in.count();
    List<SearchAnswer> answers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      answers.add(AnswerCodec.read(in));
    }
    List<FacetCounts> facets = AnswerCodec.facets(in);
    return new FederatedAnswer(answers, candidates, facets, Optional.empty());
  }
}
