package io.miroir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.topology.tables.TableInUse;
import io.miroir.topology.tables.TableNoted;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfirmationsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = START.plus(TableNoted.LEASE);
  private static final Instant MUCH_LATER = LATER.plus(TableNoted.LEASE);

  private final Confirmations confirmations = new Confirmations(START);

  private static ClusterMembers members(Set<String> reachable, Set<String> silent) {
    return new ClusterMembers(reachable, reachable, silent);
  }

  private void confirm(String member, long version, Instant at) {
    confirmations.on(new TableInUse(member, version, version, 0), at);
  }

  @Test
  void everyReachableMemberMustUseTheVersion() {
    confirm("a", 5, LATER);
    assertThat(confirmations.cover(members(Set.of("a", "b"), Set.of()), 5, 0, MUCH_LATER))
        .isFalse();
    confirm("b", 4, LATER);
    assertThat(confirmations.cover(members(Set.of("a", "b"), Set.of()), 5, 0, MUCH_LATER))
        .isFalse();
    confirm("b", 5, LATER);
    assertThat(confirmations.cover(members(Set.of("a", "b"), Set.of()), 5, 0, MUCH_LATER)).isTrue();
  }

  @Test
  void aSilentMemberIsWaitedForAsLongAsItCountsOnItsTable() {
    confirm("a", 5, LATER);
    confirm("b", 4, LATER);
    ClusterMembers silent = members(Set.of("a"), Set.of("b"));
    assertThat(confirmations.cover(silent, 5, 0, MUCH_LATER.minusMillis(1))).isFalse();
    assertThat(confirmations.cover(silent, 5, 0, MUCH_LATER)).isTrue();
  }

  @Test
  void soIsOneThatLeft() {
    confirm("a", 5, LATER);
    confirm("b", 4, LATER);
    ClusterMembers gone = members(Set.of("a"), Set.of());
    confirmations.forgetAllBut(gone, LATER);
    assertThat(confirmations.cover(gone, 5, 0, LATER)).isFalse();
    confirmations.forgetAllBut(gone, MUCH_LATER);
    assertThat(confirmations.cover(gone, 5, 0, MUCH_LATER)).isTrue();
  }

  @Test
  void afterAMoveSilentMembersMayHaveBeenToldByTheOwnerBefore() {
    confirm("a", 5, START);
    ClusterMembers silent = members(Set.of("a"), Set.of("b"));
    assertThat(confirmations.cover(silent, 5, 0, LATER.minusMillis(1))).isFalse();
    assertThat(confirmations.cover(silent, 5, 0, LATER)).isTrue();
  }
}
