package io.miroir.web;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaType;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The body of one request, read at most once. */
final class Bodies {
  private static final List<String> JSON = List.of("application/json");
  private static final List<String> DOCUMENTS =
      List.of("application/json", "application/x-ndjson", "text/csv");

  private static final ContentType ABSENT =
      akka.http.scaladsl.model.ContentTypes.application$divoctet$minusstream();

  private final HttpRequest request;
  private final BodyLimits limits;
  private final Materializer materializer;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final AtomicLong held = new AtomicLong();

  Bodies(HttpRequest request, BodyLimits limits, Materializer materializer) {
    this.request = request;
    this.limits = limits;
    this.materializer = materializer;
  }

  CompletionStage<JsonNode> json() {
    contentType(JSON);
    return bytes().thenApply(Bodies::parsed);
  }

  CompletionStage<JsonNode> jsonArray() {
    contentType(JSON);
    return bytes().thenApply(Bodies::parsedArray);
  }

  String documentsType() {
    return contentType(DOCUMENTS);
  }

  Source<ByteString, ?> documents() {
    OptionalLong announced = request.entity().getContentLengthOption();
    if (!Decompression.compressed(request)
        && announced.isPresent()
        && announced.getAsLong() > limits.bodyBytesMax()) {
      throw limits.documentsTooLarge();
    }
    taken.set(true);
    return limited(limits::documentsTooLarge);
  }

  boolean isJson() {
    MediaType type = request.entity().getContentType().mediaType();
    return JSON.contains(type.mainType() + "/" + type.subType());
  }

  Source<ByteString, ?> upload() {
    taken.set(true);
    return request.entity().getDataBytes();
  }

  private Source<ByteString, ?> limited(java.util.function.Supplier<ProblemException> refusal) {
    AtomicLong seen = new AtomicLong();
    return Decompression.body(request, materializer)
        .map(
            chunk -> {
              if (seen.addAndGet(chunk.size()) > limits.bodyBytesMax()) {
                throw refusal.get();
              }
              return chunk;
            });
  }

  void close() {
    limits.release(held.getAndSet(0));
    if (taken.compareAndSet(false, true)) {
      request.discardEntityBytes(materializer);
    }
  }

  private String contentType(List<String> accepted) {
    ContentType given = request.entity().getContentType();
    MediaType type = given.mediaType();
    String name = type.mainType() + "/" + type.subType();
    String list = "`" + String.join("`, `", accepted) + "`";
    if (absent(given)) {
      throw ProblemException.of(
          ErrorCode.MISSING_CONTENT_TYPE,
          "A Content-Type header is missing. Accepted values for the Content-Type header are: "
              + list);
    }
    if (!accepted.contains(name)) {
      throw ProblemException.of(
          ErrorCode.INVALID_CONTENT_TYPE,
          "The Content-Type `"
              + name
              + "` is invalid. Accepted values for the Content-Type header are: "
              + list);
    }
    return name;
  }

  /**
   * Akka puts this very object where the header is missing; one that a client sends under that name
   * is another object.
   */
  @SuppressWarnings("ReferenceEquality")
  private static boolean absent(ContentType given) {
    return given == ABSENT || given.equals(ContentTypes.NO_CONTENT_TYPE);
  }

  private CompletionStage<byte[]> bytes() {
    OptionalLong announced = request.entity().getContentLengthOption();
    if (!Decompression.compressed(request)
        && announced.isPresent()
        && announced.getAsLong() > limits.bodyBytesMax()) {
      throw limits.announcedTooLarge(announced.getAsLong());
    }
    taken.set(true);
    ByteStringBuilder all = new ByteStringBuilder();
    return limited(limits::jsonTooLarge)
        .map(
            chunk -> {
              limits.hold(chunk.size());
              held.addAndGet(chunk.size());
              all.append(chunk);
              return chunk;
            })
        .runWith(Sink.ignore(), materializer)
        .thenApply(done -> all.result().toArray());
  }

  private static JsonNode parsed(byte[] bytes) {
    if (bytes.length == 0) {
      throw ProblemException.of(ErrorCode.MISSING_PAYLOAD, "A json payload is missing.");
    }
    try {
      return JsonSyntax.parse(bytes);
    } catch (JsonSyntaxException e) {
      throw ProblemException.of(
          ErrorCode.MALFORMED_PAYLOAD,
          "The json payload provided is malformed. `" + e.getMessage() + "`.");
    }
  }

  /** A value that begins as anything but an array is refused before its end is looked at. */
  private static JsonNode parsedArray(byte[] bytes) {
    int start = 0;
    while (start < bytes.length && bytes[start] <= ' ' && bytes[start] >= 0) {
      start++;
    }
    if (start < bytes.length && bytes[start] == '{') {
      throw unexpected("map", 0);
    }
    JsonNode node = parsed(bytes);
    return switch (node.getNodeType()) {
      case ARRAY -> node;
      case STRING -> throw unexpected("string " + io.miroir.json.JsonText.of(node), bytes.length);
      case NUMBER ->
          throw unexpected(
              (node.isIntegralNumber() ? "integer `" : "floating point `")
                  + io.miroir.json.JsonText.of(node)
                  + "`",
              bytes.length);
      case BOOLEAN -> throw unexpected("boolean `" + node.booleanValue() + "`", bytes.length);
      default -> throw unexpected("null", bytes.length);
    };
  }

  private static ProblemException unexpected(String found, int column) {
    return ProblemException.of(
        ErrorCode.BAD_REQUEST,
        "Json deserialize error: invalid type: "
            + found
            + ", expected a sequence at line 1 column "
            + column);
  }
}
