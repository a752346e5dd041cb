package io.miroir.catalog;

import static io.miroir.testing.TestMember.await;
import static io.miroir.testing.TestMember.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.NodeEntry;
import io.miroir.testing.TestMember;
import io.miroir.topology.persistence.Database;
import io.miroir.topology.persistence.DatabaseUrl;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The singletons move, and then everything is stopped and started. */
class CatalogFailoverTest {

  @Test
  void whatWasChangedSurvivesTheMemberThatHostedTheSingletonsAndThenAllMembers(@TempDir Path folder)
      throws Exception {
    Database database = Database.at(DatabaseUrl.embedded(folder));
    database.prepare("cluster-of-the-test");
    IndexUid kept = new IndexUid("kept");
    IndexUid later = new IndexUid("later");
    IndexEntry before;
    IndexEntry after;
    try (TestMember a = TestMember.start(database);
        TestMember b = TestMember.start(database)) {
      a.join(a);
      b.join(a);
      a.registerNode("n-a");
      b.registerNode("n-b");
      before = get(b.catalog.ensure(kept));

      a.close();

      after = get(b.catalog.ensure(later));
      assertThat(after.allocation()).allSatisfy(shard -> assertThat(shard).isNotEmpty());
      assertThat(get(b.catalog.find(kept)).map(IndexEntry::id)).contains(before.id());
      await("the node of the member that left is failed", () -> failed(b, "n-a"));
    }
    try (TestMember c = TestMember.start(database)) {
      c.join(c);
      c.registerNode("n-a");

      IndexEntry again = get(c.catalog.find(kept)).orElseThrow();

      assertThat(again.id()).isEqualTo(before.id());
      assertThat(again.createdAt()).isEqualTo(before.createdAt());
      assertThat(get(c.catalog.ensure(later)).id()).isEqualTo(after.id());
      assertThat(c.topology.tables().current().index(before.id()).orElseThrow().allocation())
          .isEqualTo(before.allocation());
    }
  }

  private static boolean failed(TestMember member, String node) {
    NodeEntry entry = member.topology.tables().current().nodes().get(new NodeId(node));
    return entry.state() == NodeEntry.State.FAILED;
  }
}
