package io.miroir.ingest.decode;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.ByteBuffer;

/** The documents of a payload as places in its bytes, in payload order. */
public final class DocumentSlices {
  private final ByteBuffer bytes;
  private final IntArrayList starts = new IntArrayList();
  private final IntArrayList ends = new IntArrayList();

  DocumentSlices(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  void add(int start, int end) {
    starts.add(start);
    ends.add(end);
  }

  public int size() {
    return starts.size();
  }

  ByteBuffer bytes() {
    return bytes;
  }

  int start(int document) {
    return starts.getInt(document);
  }

  int end(int document) {
    return ends.getInt(document);
  }

  public int length(int document) {
    return end(document) - start(document);
  }

  /** The document as sent. */
  public byte[] document(int document) {
    return copy(start(document), end(document));
  }

  byte[] copy(int start, int end) {
    byte[] copy = new byte[end - start];
    bytes.get(start, copy);
    return copy;
  }
}
