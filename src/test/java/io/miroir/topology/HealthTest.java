package io.miroir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.routing.NodeEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final NodeId NODE = new NodeId("n1");
  private static final String MEMBER = "akka://miroir@a:1";

  @Test
  void manyCallsMakeFewReportsAndNoneIsForgotten() {
    Observations observations = new Observations();
    long step = Duration.ofMillis(1).toNanos();

    List<Observations.Sum> reports =
        IntStream.range(0, 2001)
            .mapToObj(i -> observations.add(NODE, i % 10 != 0, i * step))
            .flatMap(Optional::stream)
            .toList();

    assertThat(reports).hasSize(5);
    assertThat(reports.stream().mapToLong(r -> r.answered() + r.failed()).sum()).isEqualTo(2001);
    assertThat(reports.stream().mapToLong(Observations.Sum::failed).sum()).isEqualTo(201);
  }

  @Test
  void theErrorRateFollowsWhatCallersSee() {
    HealthFigures figures = new HealthFigures();
    Instant now = Instant.EPOCH;

    figures.observed(NODE, 0, 14, now);
    assertThat(figures.of(NODE).errorRate()).isGreaterThan(0.5);
    assertThat(figures.of(NODE).lastSeen()).isEmpty();

    figures.observed(NODE, 100, 0, now);
    assertThat(figures.of(NODE).errorRate()).isLessThan(0.01);
    assertThat(figures.of(NODE).lastSeen()).contains(now);
  }

  @Test
  void aNodeFailsWhenItsMemberIsGoneForLongAndIsActiveWhenItIsBack() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    InstantSource source = now::get;
    NodeWatch watch = new NodeWatch(Duration.ofSeconds(4), source.withZone(ZoneOffset.UTC));
    TopologyState state = TopologyState.EMPTY.on(new TopologyEvent.NodeRegistered(node()));

    assertThat(watch.judge(state, Set.of(MEMBER))).isEmpty();
    assertThat(watch.judge(state, Set.of())).isEmpty();
    now.set(Instant.EPOCH.plusSeconds(5));
    List<TopologyEvent> events = watch.judge(state, Set.of());
    TopologyState failed = state.on(events.getFirst());

    assertThat(failed.node(NODE).orElseThrow().state()).isEqualTo(NodeEntry.State.FAILED);
    assertThat(watch.judge(failed, Set.of())).isEmpty();
    TopologyState back = failed.on(watch.judge(failed, Set.of(MEMBER)).getFirst());
    assertThat(back.node(NODE).orElseThrow().state()).isEqualTo(NodeEntry.State.ACTIVE);
  }

  private static NodeEntry node() {
    return new NodeEntry(
        NODE,
        NodeEntry.Kind.EMBEDDED,
        GroupId.DEFAULT,
        "",
        NodeEntry.State.ACTIVE,
        Optional.of(MEMBER),
        Optional.empty());
  }
}
