package io.miroir.node.remote;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;

/** Turns a value into bytes for another member and back. */
public interface Codec<T> {
  byte[] encode(T value);

  T decode(byte[] bytes);

  static <T> Codec<T> of(Function<T, byte[]> encode, Function<byte[], T> decode) {
    return new Codec<>() {
      @Override
      public byte[] encode(T value) {
        return encode.apply(value);
      }

      @Override
      public T decode(byte[] bytes) {
        return decode.apply(bytes);
      }
    };
  }

  /** The same bytes for a type that is told by another one. */
  default <U> Codec<U> as(Function<U, T> to, Function<T, U> from) {
    return of(value -> encode(to.apply(value)), bytes -> from.apply(decode(bytes)));
  }

  /** For what is rare or small: Jackson CBOR of records. */
  static <T> Codec<T> cbor(TypeReference<T> type) {
    ObjectWriter writer = Cbor.MAPPER.writerFor(type);
    ObjectReader reader = Cbor.MAPPER.readerFor(type);
    return of(
        value -> {
          try {
            return writer.writeValueAsBytes(value);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        bytes -> {
          try {
            return reader.readValue(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Nothing to tell. */
  static <T> Codec<T> nothing(T value) {
    return of(ignored -> new byte[0], ignored -> value);
  }

  /** Holds the mapper, which is costly to make. */
  final class Cbor {
    private static final CBORMapper MAPPER =
        CBORMapper.builder()
            .addModules(new Jdk8Module(), new JavaTimeModule(), new ParameterNamesModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Cbor() {}
  }
}
