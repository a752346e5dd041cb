package io.miroir.operations.dump;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntFunction;

/**
 * Sorts any number of documents by ordinal in bounded memory: runs that are sorted in memory go to
 * files, which are merged (Knuth, The Art of Computer Programming 3, section 5.4).
 */
final class OrdinalSort implements Closeable {
  private static final int RUN_BYTES = 8 << 20;
  private static final int OVERHEAD = 64;
  private static final int MERGED_AT_ONCE = 64;
  private static final int BUFFER = 1 << 15;

  /**
   * A document on its way.
   *
   * @param source tells records of different origins apart
   */
  record Item(long ordinal, int source, String key, long sequence, byte[] document) {}

  /** Takes what comes out, ascending by ordinal. */
  interface Sink {
    void take(Item item) throws IOException;
  }

  private static final Comparator<Item> ORDER =
      Comparator.comparingLong(Item::ordinal).thenComparing(Item::key);

  private final IntFunction<Path> files;
  private final List<Path> runs = new ArrayList<>();
  private final List<Item> memory = new ArrayList<>();
  private long memoryBytes;
  private int made;

  /**
   * @param files names for the files of runs, by number
   */
  OrdinalSort(IntFunction<Path> files) {
    this.files = files;
  }

  void add(Item item) throws IOException {
    memory.add(item);
    memoryBytes += item.document().length + item.key().length() + OVERHEAD;
    if (memoryBytes > RUN_BYTES) {
      spill();
    }
  }

  private void spill() throws IOException {
    memory.sort(ORDER);
    Path run = fresh();
    try (DataOutputStream out = output(run)) {
      for (Item item : memory) {
        write(out, item);
      }
    }
    memory.clear();
    memoryBytes = 0;
  }

  private Path fresh() {
    Path run = files.apply(made++);
    runs.add(run);
    return run;
  }

  /** Gives out everything; once. */
  void drain(Sink sink) throws IOException {
    if (runs.isEmpty()) {
      memory.sort(ORDER);
      for (Item item : memory) {
        sink.take(item);
      }
      memory.clear();
      return;
    }
    spill();
    while (runs.size() > MERGED_AT_ONCE) {
      List<Path> first = List.copyOf(runs.subList(0, MERGED_AT_ONCE));
      Path merged = fresh();
      try (DataOutputStream out = output(merged)) {
        merge(first, item -> write(out, item));
      }
      delete(first);
    }
    merge(List.copyOf(runs), sink);
    delete(List.copyOf(runs));
  }

  private void delete(List<Path> some) throws IOException {
    for (Path run : some) {
      Files.deleteIfExists(run);
      runs.remove(run);
    }
  }

  private static void merge(List<Path> some, Sink sink) throws IOException {
    List<Run> opened = new ArrayList<>();
    try {
      PriorityQueue<Run> queue = new PriorityQueue<>(Comparator.comparing(run -> run.head, ORDER));
      for (Path path : some) {
        Run run = new Run(path);
        opened.add(run);
        if (run.advance()) {
          queue.add(run);
        }
      }
      while (!queue.isEmpty()) {
        Run least = queue.remove();
        sink.take(least.head);
        if (least.advance()) {
          queue.add(least);
        }
      }
    } finally {
      for (Run run : opened) {
        run.close();
      }
    }
  }

  private static DataOutputStream output(Path run) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER));
  }

  private static void write(DataOutputStream out, Item item) throws IOException {
    byte[] key = item.key().getBytes(StandardCharsets.UTF_8);
    out.writeLong(item.ordinal());
    out.writeInt(item.source());
    out.writeLong(item.sequence());
    out.writeInt(key.length);
    out.write(key);
    out.writeInt(item.document().length);
    out.write(item.document());
  }

  private static final class Run implements Closeable {
    private final DataInputStream in;
    private Item head;

    Run(Path path) throws IOException {
      this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), BUFFER));
    }

    boolean advance() throws IOException {
      long ordinal;
      try {
        ordinal = in.readLong();
      } catch (EOFException end) {
        return false;
      }
      int source = in.readInt();
      long sequence = in.readLong();
      String key = new String(bytes(), StandardCharsets.UTF_8);
      head = new Item(ordinal, source, key, sequence, bytes());
      return true;
    }

    private byte[] bytes() throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return bytes;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Leaves no file behind. */
  @Override
  public void close() throws IOException {
    memory.clear();
    delete(List.copyOf(runs));
  }
}
