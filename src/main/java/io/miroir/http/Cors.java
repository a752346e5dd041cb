package io.miroir.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.miroir.web.Answers;
import java.util.Optional;

/** Lets any web page call the API: preflights are answered before anything else is looked at. */
final class Cors {
  private static final RawHeader ANY_ORIGIN = RawHeader.create("Access-Control-Allow-Origin", "*");
  private static final RawHeader METHODS =
      RawHeader.create(
          "Access-Control-Allow-Methods",
          "CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE");
  private static final RawHeader MAX_AGE = RawHeader.create("Access-Control-Max-Age", "86400");
  private static final RawHeader VARY =
      RawHeader.create(
          "Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
  private static final int OK = 200;

  private Cors() {}

  static Optional<HttpResponse> preflight(HttpRequest request) {
    boolean asks =
        request.method().name().equals("OPTIONS")
            && request.getHeader("Origin").isPresent()
            && request.getHeader("Access-Control-Request-Method").isPresent();
    if (!asks) {
      return Optional.empty();
    }
    HttpResponse response = Answers.empty(OK).addHeader(METHODS).addHeader(MAX_AGE);
    return Optional.of(
        request
            .getHeader("Access-Control-Request-Headers")
            .map(
                names ->
                    response.addHeader(
                        RawHeader.create("Access-Control-Allow-Headers", names.value())))
            .orElse(response));
  }

  static HttpResponse marked(HttpRequest request, HttpResponse response) {
    HttpResponse varied = response.addHeader(VARY);
    return request.getHeader("Origin").isPresent() ? varied.addHeader(ANY_ORIGIN) : varied;
  }
}
