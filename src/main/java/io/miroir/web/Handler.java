package io.miroir.web;

import akka.http.javadsl.model.HttpResponse;
import java.util.concurrent.CompletionStage;

/**
 * Answers one request. Expected refusals are thrown, or fail the stage, as {@link
 * io.miroir.model.ProblemException}.
 */
@FunctionalInterface
public interface Handler {
  CompletionStage<HttpResponse> handle(Call call);
}
