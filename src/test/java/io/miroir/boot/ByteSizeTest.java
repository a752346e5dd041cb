package io.miroir.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "65536, 65536",
    "100Mb, 100000000",
    "64KiB, 65536",
    "2 GiB, 2147483648",
    "1.5kb, 1500",
    "10m, 10000000",
    "10mi, 10485760",
    "7 B, 7",
    "0, 0"
  })
  void readsWhatMeilisearchReads(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MB", "-1", "1 2", "10 apples", "1e9", "99999999999999999999"})
  void refusesWhatIsNoSize(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }

  @Test
  void addressesMayBeNamesOrNumbers() {
    assertThat(HostPort.parse("localhost:80")).contains(new HostPort("localhost", 80));
    assertThat(HostPort.parse("[::1]:80")).contains(new HostPort("::1", 80));
    assertThat(HostPort.parse("[::1]:80").map(HostPort::toString)).contains("[::1]:80");
    assertThat(HostPort.parse("localhost")).isEmpty();
    assertThat(HostPort.parse("localhost:70000")).isEmpty();
  }
}
