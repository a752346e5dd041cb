package io.miroir.catalog;

import static io.miroir.testing.TestMember.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.access.Access;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.KeyRecord;
import io.miroir.routing.Replica;
import io.miroir.testing.TestMember;
import io.miroir.topology.persistence.Database;
import io.miroir.topology.persistence.DatabaseUrl;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Catalog, topology and routing tables of three members in one JVM, on a real database file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogClusterTest {

  private static final String MASTER = "MASTER_KEY";

  /** Of the key's uid under that master key, as every server derives it. */
  private static final String VALUE =
      "d8c9c91769d197727a05d457c5a472c5e3cbd57e986c176dd8a76dce4db068dd";

  private TestMember a;
  private TestMember b;
  private TestMember c;

  @BeforeAll
  void threeMembers(@TempDir Path folder) throws Exception {
    Database database = Database.at(DatabaseUrl.embedded(folder));
    database.prepare("cluster-of-the-test");
    a = TestMember.start(database);
    a.join(a);
    b = TestMember.start(database);
    c = TestMember.start(database);
    b.join(a);
    c.join(a);
    a.registerNode("n-a");
    b.registerNode("n-b");
    c.registerNode("n-c");
  }

  @AfterAll
  void stop() {
    List.of(c, b, a).forEach(TestMember::close);
  }

  @Test
  void aCreatedIndexIsPlacedAndInTheTableOfEveryMemberBeforeItIsAnswered() {
    IndexEntry index =
        get(b.catalog.create(new IndexUid("created"), Optional.of("id"), Catalog.Shape.DEFAULT));

    assertThat(index.shards()).isEqualTo(16);
    assertThat(index.replicationFactor()).isEqualTo(2);
    assertThat(index.allocation())
        .hasSize(16)
        .allSatisfy(replicas -> assertThat(replicas).hasSize(2));
    for (TestMember member : List.of(a, b, c)) {
      assertThat(member.topology.tables().current().index(new IndexUid("created"))).contains(index);
    }
  }

  @Test
  void aSwapIsSeenWholeByEveryMember() {
    IndexUid one = new IndexUid("one");
    IndexUid two = new IndexUid("two");
    IndexEntry first = get(a.catalog.create(one, Optional.empty(), Catalog.Shape.DEFAULT));
    IndexEntry second = get(c.catalog.ensure(two));

    get(b.catalog.swap(List.of(new Catalog.Swap(one, two, false))));

    for (TestMember member : List.of(a, b, c)) {
      assertThat(member.topology.tables().current().uids())
          .containsEntry(one, second.id())
          .containsEntry(two, first.id());
    }
  }

  @Test
  void aReplicaThatWasMarkedStaleIsStaleEverywhereBeforeTheAnswer() {
    IndexEntry index = get(a.catalog.ensure(new IndexUid("movies")));
    ShardId shard = new ShardId(index.id(), 3);
    NodeId first = index.replicas(3).get(0).node();
    NodeId second = index.replicas(3).get(1).node();

    assertThat(get(c.topology.topology().markStale(shard, first, 4, "missed a write"))).isTrue();

    for (TestMember member : List.of(a, b, c)) {
      assertThat(member.topology.tables().current().index(index.id()).orElseThrow().replicas(3))
          .anyMatch(r -> r.node().equals(first) && r.state() == Replica.State.STALE);
    }
    assertThat(get(b.topology.topology().markStale(shard, second, 4, "the last one"))).isFalse();
    assertThat(get(b.topology.topology().markInSync(shard, first, 3))).isFalse();
    assertThat(get(b.topology.topology().markInSync(shard, first, 4))).isFalse();
    assertThat(get(b.topology.topology().markFilling(shard, first, 4))).isTrue();
    assertThat(get(b.topology.topology().markInSync(shard, first, 4))).isTrue();
  }

  /** What a member makes of a key sent to it. */
  private static boolean letsIn(TestMember member, String value) {
    Access access =
        new Access(
            Optional.of(MASTER),
            Optional.empty(),
            member.topology.tables(),
            InstantSource.system());
    try {
      access.authorize(Optional.of("Bearer " + value), "version", Optional.empty());
      return true;
    } catch (ProblemException refused) {
      return false;
    }
  }

  @Test
  void aKeyIsGoodOnEveryMemberOnceItIsMadeAndOnNoneOnceItIsDeleted() {
    KeyRecord draft =
        new KeyRecord(
            "6062abda-a5aa-4414-ac91-ecd7944c0f8d",
            Optional.of("k"),
            Optional.empty(),
            List.of("version"),
            List.of("*"),
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH);

    get(a.keys.begin());
    KeyRecord made = get(b.keys.create(draft));
    assertThat(made.createdAt()).isAfter(Instant.EPOCH);
    assertThat(List.of(a, b, c)).allSatisfy(m -> assertThat(m.keys.all()).hasSize(5));
    assertThat(List.of(a, b, c)).allMatch(member -> letsIn(member, VALUE));

    get(c.keys.delete(made.uid()));
    assertThat(List.of(a, b, c)).noneMatch(member -> letsIn(member, VALUE));

    get(a.keys.replaceAll(List.of(made)));
    assertThat(List.of(a, b, c)).allMatch(member -> letsIn(member, VALUE));
    assertThat(List.of(a, b, c)).allSatisfy(m -> assertThat(m.keys.all()).containsExactly(made));
  }

  @Test
  void deletedIndexesLoseTheirAllocationAndTheirUid() {
    IndexUid uid = new IndexUid("gone");
    get(a.catalog.ensure(uid));

    get(b.catalog.delete(uid));

    assertThat(get(c.catalog.find(uid))).isEmpty();
    assertThatThrownBy(() -> get(c.catalog.delete(uid)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.INDEX_NOT_FOUND);
              assertThat(e.problem().message()).isEqualTo("Index `gone` not found.");
            });
  }

  @Test
  void manyMembersEnsuringTheSameIndexesGetTheSameOnes() {
    List<CompletionStage<IndexEntry>> all =
        IntStream.range(0, 60)
            .mapToObj(i -> List.of(a, b, c).get(i % 3).catalog.ensure(new IndexUid("i" + i / 3)))
            .toList();

    List<IndexEntry> entries = all.stream().map(TestMember::get).toList();

    assertThat(entries.stream().map(IndexEntry::id).distinct()).hasSize(20);
  }
}
