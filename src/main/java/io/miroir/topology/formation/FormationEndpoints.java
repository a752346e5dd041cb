package io.miroir.topology.formation;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What members ask each other over HTTP; the master key, not an API key, opens it. */
public final class FormationEndpoints {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Formation formation;

  private FormationEndpoints(Formation formation) {
    this.formation = formation;
  }

  public static List<Endpoint> of(Formation formation) {
    FormationEndpoints endpoints = new FormationEndpoints(formation);
    return List.of(
        Endpoint.get(Peers.STATE_PATH, Authorizer.PUBLIC, endpoints::state),
        Endpoint.post(Peers.JOIN_PATH, Authorizer.PUBLIC, endpoints::join));
  }

  private CompletionStage<HttpResponse> state(Call call) {
    requireKey(call);
    return CompletableFuture.completedFuture(
        Answers.json(200, JSON.<JsonNode>valueToTree(formation.report())));
  }

  private CompletionStage<HttpResponse> join(Call call) {
    requireKey(call);
    Doorkeeper doorkeeper =
        formation
            .doorkeeper()
            .orElseThrow(
                () ->
                    ProblemException.of(
                        ErrorCode.MIROIR_UNAVAILABLE, "This member is not in its cluster yet."));
    return call.json()
        .thenApply(FormationEndpoints::request)
        .thenCompose(doorkeeper::admit)
        .thenApply(answer -> Answers.json(200, JSON.<JsonNode>valueToTree(answer)));
  }

  private static JoinRequest request(JsonNode body) {
    try {
      JoinRequest request = JSON.treeToValue(body, JoinRequest.class);
      if (request != null && request.complete()) {
        return request;
      }
    } catch (JsonProcessingException e) {
      throw ProblemException.of(ErrorCode.BAD_REQUEST, e.getOriginalMessage());
    }
    throw ProblemException.of(
        ErrorCode.BAD_REQUEST, "expected `memberId`, `httpAddress` and `clusterAddress`");
  }

  private void requireKey(Call call) {
    if (!formation.key().passes(call.header("Authorization"))) {
      throw ProblemException.of(ErrorCode.INVALID_API_KEY, "The provided API key is invalid.");
    }
  }
}
