package io.miroir.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {
  @TempDir private Path directory;

  private final List<String> replayed = new ArrayList<>();

  private WriteAheadLog open() throws IOException {
    return open(1);
  }

  private WriteAheadLog open(long from) throws IOException {
    replayed.clear();
    return WriteAheadLog.open(directory, from, batch -> replayed.add(text(batch)));
  }

  private static String text(List<LoggedOperation> batch) {
    StringBuilder text = new StringBuilder();
    for (LoggedOperation o : batch) {
      text.append(o.kind()).append(' ').append(o.shard()).append(' ').append(o.key());
      text.append(' ').append(o.ordinal()).append(' ').append(o.sequence()).append(o.repair());
      text.append(Arrays.toString(o.source())).append(';');
    }
    return text.toString();
  }

  private static List<LoggedOperation> batch(Random random) {
    List<LoggedOperation> batch = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      byte[] source = new byte[random.nextInt(40)];
      random.nextBytes(source);
      int shard = random.nextInt(300);
      long sequence = random.nextLong() >>> 11;
      batch.add(
          switch (random.nextInt(5)) {
            case 0 -> LoggedOperation.delete(shard, "é" + i, sequence, random.nextBoolean());
            case 1 -> LoggedOperation.clear(shard, sequence);
            case 2 -> LoggedOperation.skip(shard, sequence);
            case 3 -> LoggedOperation.drop(shard);
            default ->
                LoggedOperation.put(
                    shard, "k" + i, random.nextLong() >>> 11, sequence, false, source);
          });
    }
    return batch;
  }

  private Path segment(long number) {
    return directory.resolve(LogFormat.name(number));
  }

  @Test
  void whatWasAppendedIsReplayedInOrderOverSegmentsAndRestarts() throws IOException {
    Random random = new Random(7);
    List<String> appended = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      try (WriteAheadLog log = open()) {
        assertThat(replayed).isEqualTo(appended);
        for (int i = 0; i < 20; i++) {
          List<LoggedOperation> batch = batch(random);
          log.append(batch);
          appended.add(text(batch));
          if (random.nextInt(6) == 0) {
            log.roll();
          }
        }
      }
    }
  }

  @Test
  void segmentsThatACommitHoldsAreNotReplayed() throws IOException {
    try (WriteAheadLog log = open()) {
      log.append(List.of(LoggedOperation.skip(0, 1)));
      long next = log.roll();
      log.append(List.of(LoggedOperation.skip(0, 2)));
      log.deleteBefore(next);
    }
    try (WriteAheadLog log = open(2)) {
      assertThat(replayed).hasSize(1);
      assertThat(log.segmentBytes()).isEqualTo(LogFormat.HEADER_BYTES);
    }
  }

  @Test
  void aTornEndIsCutAtEveryByte() throws IOException {
    Random random = new Random(11);
    List<String> appended = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    try (WriteAheadLog log = open()) {
      for (int i = 0; i < 6; i++) {
        List<LoggedOperation> batch = batch(random);
        log.append(batch);
        appended.add(text(batch));
        ends.add(log.segmentBytes());
      }
    }
    byte[] whole = Files.readAllBytes(segment(1));
    for (int length = 0; length <= whole.length; length++) {
      Files.deleteIfExists(segment(2));
      Files.write(segment(1), Arrays.copyOf(whole, length));
      int kept = (int) ends.stream().filter(endsBy(length)).count();
      open().close();
      assertThat(replayed).as("cut at %d", length).isEqualTo(appended.subList(0, kept));
      open().close();
      assertThat(replayed).as("again, cut at %d", length).isEqualTo(appended.subList(0, kept));
      for (long extra = 2; extra <= 3; extra++) {
        Files.deleteIfExists(segment(extra));
      }
    }
  }

  private static Predicate<Long> endsBy(int length) {
    return end -> end <= length;
  }

  @Test
  void aDamagedMiddleIsRefusedAtEveryByte() throws IOException {
    try (WriteAheadLog log = open()) {
      for (int i = 0; i < 3; i++) {
        log.append(List.of(LoggedOperation.put(0, "k", 1, i + 1, false, new byte[9])));
      }
    }
    byte[] whole = Files.readAllBytes(segment(1));
    int record = (whole.length - LogFormat.HEADER_BYTES) / 3;
    for (int at = 0; at < LogFormat.HEADER_BYTES + 2 * record; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(segment(1), damaged);
      assertThatThrownBy(this::open)
          .as("byte %d", at)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("wal-1.log");
    }
  }

  @Test
  void aMissingSegmentIsRefused() throws IOException {
    try (WriteAheadLog log = open()) {
      log.append(List.of(LoggedOperation.skip(0, 1)));
      log.roll();
      log.roll();
    }
    Files.delete(segment(2));
    assertThatThrownBy(this::open).hasMessageContaining("lacks segment 2");
  }

  @Test
  void aNewerFormatIsRefusedByName() throws IOException {
    open().close();
    byte[] header = Files.readAllBytes(segment(1));
    header[11] = 9;
    CRC32C crc = new CRC32C();
    crc.update(header, 0, LogFormat.HEADER_BYTES - 4);
    ByteBuffer.wrap(header).putInt(LogFormat.HEADER_BYTES - 4, (int) crc.getValue());
    Files.write(segment(1), header);
    assertThatThrownBy(this::open).hasMessageContaining("format version 9");
  }

  @Test
  void aRecordThatTheDiskDidNotTakeIsNeverReplayed() throws IOException {
    FailingChannel[] channel = new FailingChannel[1];
    WriteAheadLog.Opener opener =
        file -> {
          FileChannel real =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          channel[0] = new FailingChannel(real);
          return channel[0];
        };
    try (WriteAheadLog log = WriteAheadLog.open(directory, 1, batch -> {}, opener)) {
      log.append(List.of(LoggedOperation.skip(0, 1)));
      channel[0].bytesLeft = 20;
      assertThatThrownBy(
              () -> log.append(List.of(LoggedOperation.put(0, "k", 1, 2, false, new byte[99]))))
          .hasMessageContaining("No space left");
      channel[0].bytesLeft = Long.MAX_VALUE;
      log.append(List.of(LoggedOperation.skip(0, 3)));
    }
    open().close();
    assertThat(replayed).hasSize(2).allMatch(text -> text.startsWith("SKIP"));
  }

  @Test
  void aLogThatCouldNotTakeARecordBackRefusesEverythingUntilItIsOpenedAgain() throws IOException {
    FailingChannel[] channel = new FailingChannel[1];
    WriteAheadLog.Opener opener =
        file -> {
          channel[0] =
              new FailingChannel(
                  FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
          return channel[0];
        };
    try (WriteAheadLog log = WriteAheadLog.open(directory, 1, batch -> {}, opener)) {
      channel[0].bytesLeft = 5;
      channel[0].truncates = false;
      assertThatThrownBy(() -> log.append(List.of(LoggedOperation.skip(0, 1))));
      channel[0].bytesLeft = Long.MAX_VALUE;
      assertThatThrownBy(() -> log.append(List.of(LoggedOperation.skip(0, 2))))
          .hasMessageContaining("failed before");
    }
    open().close();
    assertThat(replayed).isEmpty();
  }

  @Test
  void aSegmentIsNotLeftWithARecordThatCouldNotBeTakenBack() throws IOException {
    List<FailingChannel> channels = new ArrayList<>();
    WriteAheadLog.Opener opener =
        file -> {
          channels.add(
              new FailingChannel(
                  FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
          return channels.getLast();
        };
    try (WriteAheadLog log = WriteAheadLog.open(directory, 1, batch -> {}, opener)) {
      log.append(List.of(LoggedOperation.skip(0, 1)));
      channels.getLast().bytesLeft = 5;
      channels.getLast().truncates = false;
      assertThatThrownBy(() -> log.append(List.of(LoggedOperation.skip(0, 2))));
      channels.getLast().bytesLeft = Long.MAX_VALUE;
      assertThatThrownBy(log::roll).hasMessageContaining("Input/output error");
      channels.getLast().truncates = true;
      log.roll();
      log.append(List.of(LoggedOperation.skip(0, 3)));
    }
    open().close();
    assertThat(replayed).hasSize(2);
  }
}
