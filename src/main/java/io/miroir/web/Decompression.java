package io.miroir.web;

import akka.NotUsed;
import akka.http.javadsl.model.HttpRequest;
import akka.http.scaladsl.coding.Coders;
import akka.stream.ActorAttributes;
import akka.stream.Materializer;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamConverters;
import akka.util.ByteString;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import org.brotli.dec.BrotliInputStream;

/** Undoes the Content-Encoding of a request: gzip, deflate, br; others are passed as they are. */
final class Decompression {
  private static final Duration FIRST_READ = Duration.ofSeconds(30);
  private static final int CHUNK = 64 * 1024;

  private Decompression() {}

  static boolean compressed(HttpRequest request) {
    return switch (encoding(request)) {
      case "gzip", "x-gzip", "deflate", "br" -> true;
      default -> false;
    };
  }

  static Source<ByteString, ?> body(HttpRequest request, Materializer materializer) {
    return switch (encoding(request)) {
      case "gzip", "x-gzip" -> decoded(request, Coders.Gzip().decoderFlow().asJava());
      case "deflate" -> decoded(request, Coders.Deflate().decoderFlow().asJava());
      case "br" -> brotli(request, materializer);
      default -> request.entity().getDataBytes();
    };
  }

  private static String encoding(HttpRequest request) {
    return request
        .getHeader("Content-Encoding")
        .map(header -> header.value().trim().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private static Source<ByteString, ?> decoded(
      HttpRequest request, Flow<ByteString, ByteString, NotUsed> decoder) {
    Source<ByteString, ?> data = request.entity().getDataBytes();
    return data.via(decoder).mapError(Throwable.class, Decompression::incomplete);
  }

  /**
   * The decoder reads blocking, on the dispatcher for that; what feeds it stays on another one, so
   * that many decoders can't keep their own input from coming.
   */
  private static Source<ByteString, ?> brotli(HttpRequest request, Materializer materializer) {
    Source<ByteString, ?> data = request.entity().getDataBytes();
    return Source.lazySource(
            () -> {
              InputStream compressed =
                  data.runWith(
                      StreamConverters.asInputStream(FIRST_READ)
                          .withAttributes(
                              ActorAttributes.dispatcher("akka.actor.default-dispatcher")),
                      materializer);
              return StreamConverters.fromInputStream(
                  () -> new BrotliInputStream(compressed), CHUNK);
            })
        .mapError(Throwable.class, Decompression::incomplete);
  }

  private static Throwable incomplete(Throwable failure) {
    return ProblemException.of(
        ErrorCode.BAD_REQUEST, "The provided payload is incomplete and cannot be parsed");
  }
}
