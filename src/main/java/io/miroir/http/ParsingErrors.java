package io.miroir.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.web.Answers;

/**
 * Answers what is no HTTP request with an error object; Akka finds the class by its name in the
 * settings.
 */
public final class ParsingErrors extends ParsingErrorHandler {
  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    Problem problem = new Problem(ErrorCode.BAD_REQUEST, error.summary());
    return Answers.problem(problem).withStatus(status.intValue());
  }
}
