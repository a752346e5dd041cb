package io.miroir.engine.wal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The layout of a segment of the log. A segment is a header (magic, version, number, CRC-32C of
 * these) and records (mark, payload length, CRC-32C of length and payload, payload). The mark lets
 * recovery tell a torn end, behind which no record can follow, from a damaged middle.
 */
final class LogFormat {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 8 + 4 + 8 + 4;
  static final int RECORD_HEAD_BYTES = 4 + 4 + 4;
  static final int RECORD_BYTES_MAX = 1 << 30;
  static final int MARK = 0x4D575231;
  private static final byte[] MAGIC = "MIROIRWL".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern NAME = Pattern.compile("wal-(\\d{1,18})\\.log");

  private LogFormat() {}

  static String name(long segment) {
    return "wal-" + segment + ".log";
  }

  /** The number of a segment file, or -1 for other files. */
  static long number(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  static ByteBuffer header(long segment) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.put(MAGIC).putInt(VERSION).putLong(segment);
    header.putInt(crc(header.array(), 0, header.position()));
    return header.flip();
  }

  /** What is wrong with a segment's header; empty when nothing is. */
  static String headerFault(ByteBuffer content, long segment) {
    byte[] head = new byte[HEADER_BYTES];
    content.get(0, head);
    ByteBuffer fields = ByteBuffer.wrap(head);
    byte[] magic = new byte[MAGIC.length];
    fields.get(magic);
    int version = fields.getInt();
    long number = fields.getLong();
    if (fields.getInt() != crc(head, 0, HEADER_BYTES - 4)
        || !Arrays.equals(magic, MAGIC)
        || number != segment) {
      return "its header is damaged";
    }
    return version > VERSION
        ? "it has format version " + version + ", this version reads up to " + VERSION
        : "";
  }

  static void head(ByteBuffer out, byte[] payload, int length) {
    out.putInt(MARK).putInt(length).putInt(recordCrc(length, payload, 0));
  }

  static int recordCrc(int length, byte[] payload, int offset) {
    CRC32C crc = new CRC32C();
    crc.update(length >>> 24);
    crc.update(length >>> 16);
    crc.update(length >>> 8);
    crc.update(length);
    crc.update(payload, offset, length);
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
