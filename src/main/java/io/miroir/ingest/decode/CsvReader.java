package io.miroir.ingest.decode;

import it.unimi.dsi.fastutil.bytes.ByteArrayList;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits CSV (RFC 4180) into records as Rust's csv crate does: any of CR, LF, CRLF ends a record,
 * empty lines are skipped, a quote counts only where a field begins, text after a closing quote
 * belongs to the field.
 */
final class CsvReader {
  private final ByteBuffer bytes;
  private final byte delimiter;
  private int at;
  private int line = 1;
  private int recordStart;
  private int recordLine;

  CsvReader(ByteBuffer bytes, char delimiter) {
    this.bytes = bytes;
    this.delimiter = (byte) delimiter;
  }

  /** Byte and line where the last record began. */
  int recordStart() {
    return recordStart;
  }

  int recordLine() {
    return recordLine;
  }

  /** The fields of the next record; an empty list at the end. */
  List<byte[]> next() {
    skipEmptyLines();
    recordStart = at;
    recordLine = line;
    List<byte[]> fields = new ArrayList<>();
    if (at == bytes.limit()) {
      return fields;
    }
    do {
      fields.add(field());
    } while (more());
    return fields;
  }

  private void skipEmptyLines() {
    while (at < bytes.limit() && isLineEnd(bytes.get(at))) {
      takeLineEnd();
    }
  }

  private static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }

  private void takeLineEnd() {
    byte b = bytes.get(at++);
    if (b == '\r' && at < bytes.limit() && bytes.get(at) == '\n') {
      at++;
    }
    line++;
  }

  private byte[] field() {
    ByteArrayList text = new ByteArrayList();
    if (at < bytes.limit() && bytes.get(at) == '"' && delimiter != '"') {
      at++;
      quoted(text);
    }
    while (at < bytes.limit()) {
      byte b = bytes.get(at);
      if (b == delimiter || isLineEnd(b)) {
        break;
      }
      text.add(b);
      at++;
    }
    return text.toByteArray();
  }

  private void quoted(ByteArrayList text) {
    while (at < bytes.limit()) {
      byte b = bytes.get(at++);
      if (b == '"') {
        boolean doubled = at < bytes.limit() && bytes.get(at) == '"';
        if (!doubled) {
          return;
        }
        at++;
      }
      line += b == '\n' ? 1 : 0;
      text.add(b);
    }
  }

  /** Takes what ends a field; true when another one follows in this record. */
  private boolean more() {
    if (at == bytes.limit()) {
      return false;
    }
    if (bytes.get(at) == delimiter) {
      at++;
      return true;
    }
    takeLineEnd();
    return false;
  }
}
