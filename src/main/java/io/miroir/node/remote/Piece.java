package io.miroir.node.remote;

import java.util.Arrays;

/**
 * Bytes cut so that no message is larger than a frame: each piece tells the whole length and where
 * it begins, and pieces travel in order.
 */
public final class Piece {
  /** Well below the remoting frame of 1 MiB. */
  public static final int BYTES_MAX = 512 * 1024;

  public interface Send {
    void piece(int offset, byte[] bytes);
  }

  private Piece() {}

  public static void each(byte[] whole, Send send) {
    if (whole.length <= BYTES_MAX) {
      send.piece(0, whole);
      return;
    }
    for (int offset = 0; offset < whole.length; offset += BYTES_MAX) {
      send.piece(
          offset, Arrays.copyOfRange(whole, offset, Math.min(whole.length, offset + BYTES_MAX)));
    }
  }
}
