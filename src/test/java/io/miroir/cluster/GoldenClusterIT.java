package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.miroir.http.golden.GoldenRun;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members with two copies of every shard answer as the recorded server did. */
class GoldenClusterIT {
  private static final String KEY = "master-key-of-the-golden-test";

  @TempDir private Path folder;

  @Test
  void answersAreThoseOfARealServer() throws Exception {
    assumeTrue(GoldenRun.possible(), GoldenRun.ABSENT);
    try (ClusterProcesses cluster =
        ClusterProcesses.started(
            folder, 3, Optional.of(KEY), "--replication-factor", "2", "--shards", "4")) {
      cluster.awaitReady();
      String url = cluster.member(2).address().toString();
      assertThat(new GoldenRun(url, KEY, true).differences("default")).isEmpty();
    }
  }
}
