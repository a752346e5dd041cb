package io.miroir.web;

import akka.http.javadsl.model.HttpRequest;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.QueryShape;
import io.miroir.json.QueryString;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One request on its way through a route. */
public final class Call {
  private final HttpRequest request;
  private final List<String> variables;
  private final Caller caller;
  private final Instant deadline;
  private final Bodies bodies;

  /**
   * @param variables decoded texts of the path's variables
   * @param deadline when the client gets an answer at the latest
   */
  public Call(
      HttpRequest request,
      List<String> variables,
      Caller caller,
      Instant deadline,
      BodyLimits limits,
      Materializer materializer) {
    this.request = request;
    this.variables = variables;
    this.caller = caller;
    this.deadline = deadline;
    this.bodies = new Bodies(request, limits, materializer);
  }

  public Caller caller() {
    return caller;
  }

  public Instant deadline() {
    return deadline;
  }

  public String variable(int number) {
    return variables.get(number);
  }

  /** The index uid that is the first variable of the path. */
  public IndexUid index() {
    String text = variables.getFirst();
    if (!IndexUid.isValid(text)) {
      throw ProblemException.of(ErrorCode.INVALID_INDEX_UID, IndexUids.refusal(text));
    }
    return new IndexUid(text);
  }

  /** The query string as sent; empty without one. */
  public String rawQuery() {
    return request.getUri().rawQueryString().orElse("");
  }

  public Map<String, String> query() {
    return QueryString.parse(rawQuery());
  }

  public <B> B query(QueryShape<B> shape, B builder) {
    return shape.read(query(), builder);
  }

  public Optional<String> header(String name) {
    return request.getHeader(name).map(akka.http.javadsl.model.HttpHeader::value);
  }

  /** Whether {@code Meili-Include-Metadata} asks for metadata of searches. */
  public boolean includesMetadata() {
    return header("Meili-Include-Metadata")
        .filter(value -> value.equals("true") || value.equals("1"))
        .isPresent();
  }

  /** The body of a route that takes JSON only, read whole. */
  public CompletionStage<JsonNode> json() {
    return bodies.json();
  }

  /** The same, for the one route whose shape the parser itself checks: an array. */
  public CompletionStage<JsonNode> jsonArray() {
    return bodies.jsonArray();
  }

  /** The mime type of documents, refused as the documents routes do it. */
  public String documentsType() {
    return bodies.documentsType();
  }

  /** The decompressed body as a stream that fails over the size limit. */
  public Source<ByteString, ?> documents() {
    return bodies.documents();
  }

  /** Whether the body says that it is JSON. */
  public boolean isJson() {
    return bodies.isJson();
  }

  /** The body as sent, of any size: for operators' uploads. */
  public Source<ByteString, ?> upload() {
    return bodies.upload();
  }

  /** Lets go of what the body holds; reads away what nobody read. */
  public void close() {
    bodies.close();
  }
}
