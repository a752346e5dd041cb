package io.miroir.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ActorKindTest {
  @Test
  void instancesOfOneKindAreCountedTogether() {
    assertThat(
            ActorKind.of(
                List.of(
                    new ActorKind.Seen("/system/sharding/shard/3/a1-3", 2),
                    new ActorKind.Seen("/system/sharding/shard/7/b2-7", 5),
                    new ActorKind.Seen("/user/$a", 1),
                    new ActorKind.Seen("/user", 0))))
        .containsExactly(
            new ActorKind("/system/sharding/shard/*/*", 2, 7, 5),
            new ActorKind("/user", 1, 0, 0),
            new ActorKind("/user/*", 1, 1, 1));
  }
}
