package io.miroir.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UuidsTest {
  private static final String TEXT = "67e55044-10b1-426f-9247-bb680e5fe0c8";

  @Test
  void readsEveryFormOfAUuid() {
    UUID uuid = UUID.fromString(TEXT);
    assertThat(Uuids.parse(TEXT)).contains(uuid);
    assertThat(Uuids.parse(TEXT.toUpperCase(java.util.Locale.ROOT))).contains(uuid);
    assertThat(Uuids.parse(TEXT.replace("-", ""))).contains(uuid);
    assertThat(Uuids.parse("{" + TEXT + "}")).contains(uuid);
    assertThat(Uuids.parse("urn:uuid:" + TEXT)).contains(uuid);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello|invalid character: found `h` at 0",
        "dead|invalid length: found 4",
        "67e5504410b1426f9247bb680e5fe0c|invalid length: found 31",
        "67e55044-10b1-426f-9247|invalid group count: found 4",
        "67e5504-10b1-426f-9247-bb680e5fe0c8|invalid group length in group 0: expected 8, found 7",
        "67e55044-10b1-426f-9247-bb680e5fe0c81|invalid group length in group 4: expected 12, found"
            + " 13"
      })
  void saysWhatIsWrong(String text, String problem) {
    assertThat(Uuids.problem(text)).contains(problem);
    assertThat(Uuids.parse(text)).isEmpty();
  }
}
