package io.miroir.catalog;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** A settings patch as it travels to the singleton: compressed, so that long word lists fit. */
final class PatchBytes {
  /** Below a remoting frame of 1 MiB with what is around it. */
  static final int BYTES_MAX = 900 * 1024;

  private PatchBytes() {}

  /**
   * @throws ProblemException (payload_too_large) when it is too large even so
   */
  static byte[] pack(String json) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bytes.size() > BYTES_MAX) {
      throw ProblemException.of(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "The provided settings are too large: %d bytes compressed, at most %d are possible."
              .formatted(bytes.size(), BYTES_MAX));
    }
    return bytes.toByteArray();
  }

  static String unpack(byte[] bytes) {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
