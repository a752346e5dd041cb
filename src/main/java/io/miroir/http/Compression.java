package io.miroir.http;

import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses answers as the client accepts it: br before gzip before deflate. */
final class Compression {
  /** Fast levels: an answer is sent once, so time counts more than the last percent. */
  private static final int BROTLI_QUALITY = 3;

  private static final List<String> PREFERRED =
      Brotli4jLoader.isAvailable() ? List.of("br", "gzip", "deflate") : List.of("gzip", "deflate");

  private Compression() {}

  static HttpResponse compressed(HttpRequest request, HttpResponse response) {
    if (!(response.entity() instanceof HttpEntity.Strict entity)
        || entity.getData().isEmpty()
        || request.getHeader("Accept-Encoding").isEmpty()) {
      return response;
    }
    String encoding = chosen(request.getHeader("Accept-Encoding").get().value());
    if (encoding.isEmpty()) {
      return response;
    }
    byte[] bytes = encoded(encoding, entity.getData().toArray());
    return response
        .addHeader(RawHeader.create("Content-Encoding", encoding))
        .withEntity(HttpEntities.create(entity.getContentType(), bytes));
  }

  /** The encoding with the highest weight, ours first among equals; empty for none. */
  static String chosen(String header) {
    String best = "";
    double weight = 0;
    for (String ours : PREFERRED) {
      double accepted = weight(header, ours);
      if (accepted > weight) {
        best = ours;
        weight = accepted;
      }
    }
    return best;
  }

  private static double weight(String header, String encoding) {
    double any = 0;
    for (String part : header.split(",")) {
      String[] pieces = part.split(";");
      String name = pieces[0].trim().toLowerCase(Locale.ROOT);
      double q = 1;
      for (int i = 1; i < pieces.length; i++) {
        String parameter = pieces[i].trim();
        if (parameter.startsWith("q=")) {
          q = quality(parameter.substring(2));
        }
      }
      if (name.equals(encoding)) {
        return q;
      }
      if (name.equals("*")) {
        any = q;
      }
    }
    return any;
  }

  private static double quality(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notNumber) {
      return 0;
    }
  }

  private static byte[] encoded(String encoding, byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, plain.length / 3));
    try {
      if (encoding.equals("br")) {
        return Encoder.compress(plain, new Encoder.Parameters().setQuality(BROTLI_QUALITY));
      }
      try (OutputStream compressing =
          encoding.equals("gzip")
              ? new GZIPOutputStream(out)
              : new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
        compressing.write(plain);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
