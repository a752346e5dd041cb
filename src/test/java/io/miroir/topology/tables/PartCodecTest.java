package io.miroir.topology.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.GroupId;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.routing.Allocation;
import io.miroir.routing.CatalogPart;
import io.miroir.routing.IndexRecord;
import io.miroir.routing.KeyRecord;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Placement;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTableBuilder;
import io.miroir.routing.TopologyPart;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is published can be read again, and a large cluster fits. */
class PartCodecTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private static final int INDEXES = 200;
  private static final int SHARDS = 16;

  private final PartCodec codec = new PartCodec(KIT.system());

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private static List<NodeEntry> nodes() {
    return IntStream.range(0, 5).mapToObj(PartCodecTest::node).toList();
  }

  private static NodeEntry node(int number) {
    return new NodeEntry(
        new NodeId("n0123456789abcdef" + number),
        NodeEntry.Kind.EMBEDDED,
        GroupId.DEFAULT,
        "zone-" + number,
        NodeEntry.State.ACTIVE,
        Optional.of("akka://miroir@10.0.0." + number + ":9000"),
        Optional.empty());
  }

  private static TopologyPart topology() {
    List<NodeEntry> nodes = nodes();
    List<Allocation> allocations =
        IntStream.range(0, INDEXES)
            .mapToObj(
                i ->
                    new Allocation(
                        id(i),
                        i,
                        IntStream.range(0, SHARDS)
                            .mapToObj(s -> Placement.place(new ShardId(id(i), s), 3, nodes))
                            .toList()))
            .toList();
    return new TopologyPart(
        9, nodes, List.of(new MemberEntry("m1", "a:7700", "a:9000")), allocations);
  }

  private static IndexId id(int number) {
    return new IndexId("i" + Long.toString(new Random(number).nextLong(1L << 60, 1L << 62), 36));
  }

  private static CatalogPart catalog(IntFunction<String> settings) {
    return new CatalogPart(
        4,
        IntStream.range(0, INDEXES).mapToObj(i -> index(i, settings.apply(i))).toList(),
        Set.of("metrics"),
        List.of(key()));
  }

  private static KeyRecord key() {
    return new KeyRecord(
        "6062abda-a5aa-4414-ac91-ecd7944c0f8d",
        Optional.of("key"),
        Optional.empty(),
        List.of("search"),
        List.of("index-*"),
        Optional.of("2099-11-13T02:00:00+02:00"),
        Instant.parse("2026-01-02T03:04:05.123456Z"),
        Instant.EPOCH);
  }

  private static IndexRecord index(int number, String settings) {
    return new IndexRecord(
        id(number),
        new IndexUid("index-" + number),
        SHARDS,
        3,
        Optional.of("id"),
        1,
        0,
        settings,
        Instant.parse("2026-01-02T03:04:05.123456Z"),
        Instant.EPOCH);
  }

  /** Chunks that arrive last one first; only the first completes them. */
  private <T> T arrived(PartAssembly assembly, List<PublishedChunk> chunks, Class<T> type) {
    for (int i = chunks.size() - 1; i > 0; i--) {
      assertThat(assembly.add(i, chunks.get(i))).isEmpty();
    }
    return codec.decode(assembly.add(0, chunks.getFirst()).orElseThrow(), type);
  }

  @Test
  void twoHundredIndexesOfSixteenShardsFitIntoOneFrameEach() {
    TopologyPart topology = topology();
    CatalogPart catalog = catalog(i -> SettingsJson.stored(Settings.DEFAULT));

    List<PublishedChunk> topologyChunks = codec.encode(9, topology);
    List<PublishedChunk> catalogChunks = codec.encode(4, catalog);

    assertThat(topologyChunks).hasSize(1);
    assertThat(catalogChunks).hasSize(1);
    assertThat(arrived(new PartAssembly(), topologyChunks, TopologyPart.class)).isEqualTo(topology);
    CatalogPart read = arrived(new PartAssembly(), catalogChunks, CatalogPart.class);
    assertThat(read).isEqualTo(catalog);
    RoutingTable table =
        new RoutingTableBuilder(SettingsJson::parse).combine(topology, read, RoutingTable.EMPTY);
    assertThat(table.indexes()).hasSize(INDEXES);
    assertThat(table.index(new IndexUid("index-7")).orElseThrow().replicas(15)).hasSize(3);
  }

  @Test
  void whatIsLargerTravelsInChunksAndIsSeenWholeOrNotAtAll() {
    CatalogPart large = catalog(i -> incompressible(i, 20_000));
    List<PublishedChunk> chunks = codec.encode(4, large);
    PartAssembly assembly = new PartAssembly();

    assertThat(chunks.size()).isBetween(2, PartKey.CHUNKS_MAX);
    assertThat(arrived(assembly, chunks, CatalogPart.class)).isEqualTo(large);

    List<PublishedChunk> next = codec.encode(5, large);
    assertThat(assembly.add(0, next.get(0))).isEmpty();
    assertThat(assembly.add(1, chunks.get(1))).isEmpty();
    assertThat(assembly.add(0, chunks.get(0))).isEmpty();
  }

  @Test
  void whatCanNotBePublishedIsRefused() {
    assertThatThrownBy(() -> codec.encode(4, catalog(i -> incompressible(i, 100_000))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected at most");
  }

  private static String incompressible(int seed, int length) {
    Random random = new Random(seed);
    return random
        .ints(length, '!', '~')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
