package io.miroir.engine.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the batches of one segment; segments are small enough to be read whole. */
final class SegmentReader {

  private final Path file;
  private final long segment;
  private final byte[] content;
  private final ByteBuffer buffer;

  SegmentReader(Path file, long segment) throws IOException {
    this.file = file;
    this.segment = segment;
    this.content = Files.readAllBytes(file);
    this.buffer = ByteBuffer.wrap(content);
  }

  /**
   * Hands over all whole batches.
   *
   * @param last the newest segment, whose end may be torn by a crash
   * @return how many bytes of the segment are sound; 0 when not even its header was written
   * @throws IOException when a damaged place is not just a torn end, or the format is newer
   */
  long replay(boolean last, WriteAheadLog.Replay replay) throws IOException {
    if (content.length < LogFormat.HEADER_BYTES) {
      if (last) {
        return 0;
      }
      throw damaged("its header is cut off");
    }
    String fault = LogFormat.headerFault(buffer, segment);
    if (!fault.isEmpty()) {
      throw damaged(fault);
    }
    int at = LogFormat.HEADER_BYTES;
    while (at < content.length) {
      int length = recordAt(at);
      if (length < 0) {
        if (last && !recordFollows(at + 1)) {
          return at;
        }
        throw damaged("the record at byte " + at + " is damaged");
      }
      int payload = at + LogFormat.RECORD_HEAD_BYTES;
      replay.accept(OperationCodec.read(ByteBuffer.wrap(content, payload, length).slice()));
      at = payload + length;
    }
    return at;
  }

  /** The payload length of the sound record at a place, or -1. */
  private int recordAt(int at) {
    if (content.length - at < LogFormat.RECORD_HEAD_BYTES || buffer.getInt(at) != LogFormat.MARK) {
      return -1;
    }
    int length = buffer.getInt(at + 4);
    int payload = at + LogFormat.RECORD_HEAD_BYTES;
    if (length < 0 || length > content.length - payload) {
      return -1;
    }
    return LogFormat.recordCrc(length, content, payload) == buffer.getInt(at + 8) ? length : -1;
  }

  private boolean recordFollows(int from) {
    byte first = (byte) (LogFormat.MARK >>> 24);
    for (int at = from; at <= content.length - LogFormat.RECORD_HEAD_BYTES; at++) {
      if (content[at] == first && recordAt(at) >= 0) {
        return true;
      }
    }
    return false;
  }

  private IOException damaged(String reason) {
    return new IOException("can't read the write-ahead log " + file + ": " + reason);
  }
}
