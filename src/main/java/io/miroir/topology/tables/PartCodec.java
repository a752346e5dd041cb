package io.miroir.topology.tables;

import akka.actor.typed.ActorSystem;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Turns a part of the routing table into compressed CBOR in chunks, and back. */
final class PartCodec {
  private final ObjectMapper mapper;

  PartCodec(ActorSystem<?> system) {
    this.mapper =
        JacksonObjectMapperProvider.get(system).getOrCreate("jackson-cbor", Optional.empty());
  }

  /**
   * @throws IllegalStateException when the part is larger than can be published
   */
  List<PublishedChunk> encode(long version, Object part) {
    byte[] bytes = compress(part);
    int count = Math.max(1, (bytes.length + PartKey.CHUNK_BYTES_MAX - 1) / PartKey.CHUNK_BYTES_MAX);
    if (count > PartKey.CHUNKS_MAX) {
      throw new IllegalStateException(
          "expected at most %d bytes of routing table, found %d"
              .formatted(PartKey.CHUNKS_MAX * PartKey.CHUNK_BYTES_MAX, bytes.length));
    }
    List<PublishedChunk> chunks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = i * PartKey.CHUNK_BYTES_MAX;
      int to = Math.min(bytes.length, from + PartKey.CHUNK_BYTES_MAX);
      chunks.add(new PublishedChunk(version, count, Arrays.copyOfRange(bytes, from, to)));
    }
    return chunks;
  }

  <T> T decode(List<PublishedChunk> chunks, Class<T> type) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    chunks.forEach(chunk -> joined.writeBytes(chunk.bytes()));
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(joined.toByteArray()))) {
      return mapper.readValue(in, type);
    } catch (IOException e) {
      throw new UncheckedIOException("a published part can't be read: " + type.getSimpleName(), e);
    }
  }

  private byte[] compress(Object part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      mapper.writeValue(out, part);
    } catch (IOException e) {
      throw new UncheckedIOException("a part can't be encoded", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }
}
