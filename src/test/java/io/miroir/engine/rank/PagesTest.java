package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PagesTest {
  private final Lab lab = Lab.ofTexts("{}", "red fox", "red", "red sun fox");

  private long counted(String request) {
    return lab.ask(request).candidates();
  }

  @Test
  void aPageWithoutHitsStillCountsByThreshold() {
    assertThat(counted("{'q': 'red fox', 'page': 0, 'rankingScoreThreshold': 0.99}")).isEqualTo(1);
    assertThat(counted("{'q': 'red fox', 'page': 0}")).isEqualTo(3);
  }

  @Test
  void aWindowWithoutHitsRanksNothing() {
    assertThat(counted("{'q': 'red fox', 'limit': 0, 'rankingScoreThreshold': 0.99}")).isEqualTo(3);
  }
}
