package io.miroir.engine.wal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a batch of operations. Numbers are written in 7-bit groups, lowest first. */
final class OperationCodec {
  private static final int REPAIR = 0x80;

  private OperationCodec() {}

  static void write(List<LoggedOperation> batch, ByteArrayOutputStream out) {
    number(batch.size(), out);
    for (LoggedOperation operation : batch) {
      out.write(operation.kind().ordinal() | (operation.repair() ? REPAIR : 0));
      number(operation.shard(), out);
      number(operation.sequence(), out);
      number(operation.ordinal(), out);
      bytes(operation.key().getBytes(StandardCharsets.UTF_8), out);
      bytes(operation.source(), out);
    }
  }

  /**
   * @throws IOException when the bytes are no batch, although their checksum was right
   */
  static List<LoggedOperation> read(ByteBuffer in) throws IOException {
    try {
      int count = (int) number(in);
      List<LoggedOperation> batch = new ArrayList<>(Math.min(count, in.remaining()));
      for (int i = 0; i < count; i++) {
        batch.add(operation(in));
      }
      if (in.hasRemaining()) {
        throw new IOException("a batch of the write-ahead log is longer than its operations");
      }
      return batch;
    } catch (RuntimeException e) {
      throw new IOException("a batch of the write-ahead log can't be read: " + e.getMessage(), e);
    }
  }

  private static LoggedOperation operation(ByteBuffer in) {
    int head = in.get() & 0xFF;
    int shard = (int) number(in);
    long sequence = number(in);
    long ordinal = number(in);
    String key = new String(bytes(in), StandardCharsets.UTF_8);
    return new LoggedOperation(
        LoggedOperation.Kind.of(head & ~REPAIR),
        shard,
        key,
        ordinal,
        sequence,
        (head & REPAIR) != 0,
        bytes(in));
  }

  private static void number(long value, ByteArrayOutputStream out) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long number(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is longer than 64 bits");
  }

  private static void bytes(byte[] value, ByteArrayOutputStream out) {
    number(value.length, out);
    out.write(value, 0, value.length);
  }

  private static byte[] bytes(ByteBuffer in) {
    long length = number(in);
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("expected " + length + " more bytes");
    }
    byte[] value = new byte[(int) length];
    in.get(value);
    return value;
  }
}
