package io.miroir.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.miroir.catalog.Catalog;
import io.miroir.engine.IndexStats;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchRequest;
import io.miroir.model.ErrorCode;
import io.miroir.model.GroupId;
import io.miroir.model.IndexUid;
import io.miroir.model.NodeId;
import io.miroir.model.ProblemException;
import io.miroir.node.Nodes;
import io.miroir.node.UnavailableNode;
import io.miroir.routing.NodeEntry;
import io.miroir.routing.Replica;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterSearchesTest {
  private boolean confirmed = true;
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka { actor.provider = local, log-dead-letters = off }"));
  private static final IndexUid UID = new IndexUid("u");
  private static final int SHARDS = 6;
  private static final SearchConfig CONFIG =
      new SearchConfig(
          Duration.ofSeconds(5),
          100,
          SearchConfig.Partial.DEGRADED,
          true,
          Duration.ofMillis(1),
          200);

  private static final SearchConfig HEDGING_LATE =
      new SearchConfig(
          Duration.ofSeconds(30),
          100,
          SearchConfig.Partial.DEGRADED,
          true,
          Duration.ofMillis(300),
          200);

  private final List<RankedHit> ranked = new Given(42).ranked(300);
  private final Map<NodeId, FakeNode> nodes = new HashMap<>();
  private RoutingTable table;

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** Three nodes, two in-sync replicas of each shard. */
  @BeforeEach
  void cluster() {
    List<List<Replica>> allocation = new ArrayList<>();
    GroupId group = new GroupId("g");
    for (int shard = 0; shard < SHARDS; shard++) {
      List<Replica> replicas = new ArrayList<>();
      for (int copy = 0; copy < 2; copy++) {
        NodeId node = new NodeId("n" + (shard + copy) % 3);
        replicas.add(new Replica(node, group, Replica.State.IN_SYNC));
      }
      allocation.add(replicas);
    }
    Map<NodeId, NodeEntry> entries = new HashMap<>();
    for (int n = 0; n < 3; n++) {
      NodeId id = new NodeId("n" + n);
      nodes.put(id, new FakeNode(id.value(), SHARDS, ranked));
      entries.put(
          id,
          new NodeEntry(
              id,
              NodeEntry.Kind.EMBEDDED,
              group,
              "",
              NodeEntry.State.ACTIVE,
              Optional.empty(),
              Optional.empty()));
    }
    table = Given.table(entries, allocation);
  }

  private ClusterSearches searches(SearchConfig config, String... local) {
    RoutingTables tables =
        new RoutingTables() {
          @Override
          public boolean confirmed() {
            return confirmed;
          }

          @Override
          public RoutingTable current() {
            return table;
          }

          @Override
          public CompletionStage<RoutingTable> await(Predicate<RoutingTable> condition) {
            return CompletableFuture.completedFuture(table);
          }

          @Override
          public void subscribe(Consumer<RoutingTable> listener) {}
        };
    Nodes door = id -> nodes.containsKey(id) ? nodes.get(id) : new UnavailableNode(id.value());
    return ClusterSearches.create(
        KIT.spawn(QuerySessions.create()),
        config,
        door,
        tables,
        emptyCatalog(),
        Set.of(local).stream().map(NodeId::new).collect(java.util.stream.Collectors.toSet()));
  }

  /** Knows no index that the table does not know. */
  private static Catalog emptyCatalog() {
    return (Catalog)
        Proxy.newProxyInstance(
            Catalog.class.getClassLoader(),
            new Class<?>[] {Catalog.class},
            (proxy, method, arguments) -> CompletableFuture.completedFuture(Optional.empty()));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Throwable failure(CompletionStage<?> stage) {
    try {
      get(stage);
    } catch (CompletionException e) {
      return e.getCause();
    }
    throw new AssertionError("expected a failure");
  }

  private void all(FakeNode.Mood mood) {
    nodes.values().forEach(node -> node.mood = mood);
  }

  private int asked() {
    return nodes.values().stream().mapToInt(node -> node.asked.get()).sum();
  }

  private void assertPage(Searches.Merged merged, int offset, int limit) {
    assertThat(merged.hits().stream().map(RankedHit::key))
        .isEqualTo(ranked.subList(offset, offset + limit).stream().map(RankedHit::key).toList());
    assertThat(merged.hits())
        .allSatisfy(
            hit ->
                assertThat(new String(hit.document(), StandardCharsets.UTF_8)).contains(hit.key()));
    assertThat(merged.total()).isEqualTo(300);
    assertThat(merged.degraded()).isEmpty();
  }

  @Test
  void theClusterAnswersAsOneNodeWithAllDocuments() {
    assertPage(get(searches(CONFIG).search(UID, Given.request(0, 20))), 0, 20);
    assertThat(asked()).as("few nodes").isEqualTo(2);
  }

  @Test
  void aDeepPageShowsItsDocumentsOfTwoPhases() {
    assertPage(get(searches(CONFIG).search(UID, Given.request(200, 10))), 200, 10);
    assertThat(nodes.values().stream().mapToInt(node -> node.documentBytes.get()).sum())
        .as("bytes of 10 documents and of {} for each ranked hit")
        .isLessThan(300 * 2 + 10 * 20);
  }

  @Test
  void aDeepPageSurvivesANodeLostBetweenThePhases() {
    FakeNode lost = nodes.get(new NodeId("n0"));
    ClusterSearches searches = searches(CONFIG);
    lost.mood = FakeNode.Mood.LOST;
    assertPage(get(searches.search(UID, Given.request(200, 10))), 200, 10);
  }

  @Test
  void aLostNodeIsReplacedByOtherReplicas() {
    nodes.get(new NodeId("n1")).mood = FakeNode.Mood.LOST;
    ClusterSearches searches = searches(CONFIG);
    for (int i = 0; i < 20; i++) {
      assertPage(get(searches.search(UID, Given.request(5, 20))), 5, 20);
    }
    assertThat(nodes.get(new NodeId("n1")).asked.get())
        .as("a failing node is soon avoided")
        .isLessThan(15);
  }

  @Test
  void aLocalNodeWithEverythingIsAskedAloneAndReplacedWhenLost() {
    List<List<Replica>> everywhere = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      everywhere.add(
          List.of("n0", "n1").stream()
              .map(n -> new Replica(new NodeId(n), new GroupId("g"), Replica.State.IN_SYNC))
              .toList());
    }
    table = Given.table(table.nodes(), everywhere);
    ClusterSearches searches = searches(CONFIG, "n0");
    assertPage(get(searches.search(UID, Given.request(0, 20))), 0, 20);
    nodes.get(new NodeId("n0")).mood = FakeNode.Mood.LOST;
    assertPage(get(searches.search(UID, Given.request(0, 20))), 0, 20);
  }

  @Test
  void aSilentNodeIsHedgedAfterItsUsualTime() {
    // Hedges are rationed: on a busy machine, none of them must be spent before the node is silent.
    ClusterSearches searches = searches(HEDGING_LATE);
    for (int i = 0; i < 200; i++) {
      get(searches.search(UID, Given.request(0, 5)));
    }
    nodes.get(new NodeId("n2")).mood = FakeNode.Mood.SILENT;
    for (int i = 0; i < 10; i++) {
      assertPage(get(searches.search(UID, Given.request(0, 20))), 0, 20);
    }
  }

  @Test
  void aSilentNodeThatNeverAnsweredIsHedgedToo() {
    // One after the other, since the first search asks only some of them.
    for (FakeNode node : nodes.values()) {
      FakeNode.Mood before = node.mood;
      node.mood = FakeNode.Mood.SILENT;
      assertPage(get(searches(HEDGING_LATE).search(UID, Given.request(0, 20))), 0, 20);
      node.mood = before;
    }
  }

  @Test
  void whatOneNodeRefusesIsTheAnswerWithTheIndexNamed() {
    all(FakeNode.Mood.REFUSING);
    assertThat(failure(searches(CONFIG).search(UID, Given.request(0, 20))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo(ErrorCode.INVALID_SEARCH_FILTER);
              assertThat(e.problem().message()).isEqualTo("Index `u`: bad filter");
            });
    assertThat(failure(searches(CONFIG).documents(UID, listing(0, 1)))).hasMessage("bad filter");
  }

  @Test
  void whoAsksForAKeySeesWhatWasAcknowledgedBefore() {
    String key = ranked.getFirst().key();
    DocumentsRequest one =
        new DocumentsRequest(
            0, 1, Optional.empty(), false, Optional.of(List.of(key)), Optional.empty(), List.of());
    get(searches(CONFIG).documents(UID, one));
    assertThat(nodes.values().stream().flatMap(node -> node.madeSearchable.stream())).hasSize(1);
  }

  @Test
  void aMemberThatMayBeCutOffSaysSo() {
    confirmed = false;
    assertThat(get(searches(CONFIG).search(UID, Given.request(0, 20))).degraded())
        .contains("routing-table=unconfirmed");
    assertThat(get(searches(CONFIG).documents(UID, listing(0, 1))).degraded())
        .contains("routing-table=unconfirmed");
  }

  @Test
  void shardsNobodyHasAreToldOrRefusedByPolicy() {
    nodes.get(new NodeId("n0")).mood = FakeNode.Mood.LOST;
    nodes.get(new NodeId("n1")).mood = FakeNode.Mood.LOST;
    Searches.Merged partial = get(searches(CONFIG).search(UID, Given.request(0, 1000)));
    assertThat(partial.degraded()).contains("shards=0,3");
    assertThat(partial.hits().stream().map(RankedHit::key))
        .isEqualTo(
            ranked.stream()
                .map(RankedHit::key)
                .filter(key -> io.miroir.routing.ShardHash.shardOf(key, SHARDS) % 3 != 0)
                .toList());
    SearchConfig refuse =
        new SearchConfig(
            Duration.ofSeconds(5), 9, SearchConfig.Partial.REFUSE, true, Duration.ZERO, 200);
    assertThat(failure(searches(refuse).search(UID, Given.request(0, 20))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.MIROIR_UNAVAILABLE));
  }

  @Test
  void silenceOfAllEndsAtTheDeadline() {
    all(FakeNode.Mood.SILENT);
    SearchConfig hasty =
        new SearchConfig(
            Duration.ofMillis(200), 9, SearchConfig.Partial.DEGRADED, false, Duration.ZERO, 200);
    assertThat(failure(searches(hasty).search(UID, Given.request(0, 20))))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.MIROIR_UNAVAILABLE));
  }

  @Test
  void queriesOverTheLimitAreRefusedAtOnce() {
    all(FakeNode.Mood.SILENT);
    SearchConfig small =
        new SearchConfig(
            Duration.ofSeconds(1), 1, SearchConfig.Partial.DEGRADED, false, Duration.ZERO, 200);
    ClusterSearches searches = searches(small);
    searches.search(UID, Given.request(0, 20));
    assertThat(failure(searches.search(UID, Given.request(0, 20))))
        .hasMessage("Too many search requests running at the same time: 1. Retry after 10s.");
  }

  @Test
  void anUnknownIndexIsNotFound() {
    assertThatThrownBy(
            () -> get(searches(CONFIG).search(new IndexUid("nope"), Given.request(0, 20))))
        .hasMessageContaining("Index `nope` not found.");
  }

  private List<Searches.IndexQueries> three() {
    Searches.IndexQueries two =
        new Searches.IndexQueries(
            table.index(UID).orElseThrow(),
            new FederatedRequest(
                List.of(Given.request(0, 20), Given.request(0, 5)), List.of(), List.of()));
    return List.of(two, two, two);
  }

  @Test
  void queriesOfSeveralIndexesCauseOneRequestPerNode() {
    List<Searches.IndexAnswers> answers = get(searches(CONFIG).together(three()));
    assertThat(asked()).isLessThanOrEqualTo(3);
    assertThat(answers)
        .hasSize(3)
        .allSatisfy(
            answer -> {
              assertThat(answer.candidates()).isEqualTo(300);
              assertPage(answer.queries().getFirst(), 0, 20);
              assertPage(answer.queries().getLast(), 0, 5);
            });
  }

  @Test
  void aNodeLostUnderAFederatedSearchIsReplaced() {
    nodes.get(new NodeId("n1")).mood = FakeNode.Mood.LOST;
    for (int i = 0; i < 10; i++) {
      get(searches(CONFIG).together(three()))
          .forEach(answer -> assertPage(answer.queries().getFirst(), 0, 20));
    }
  }

  @Test
  void aRefusedQueryOfAFederatedSearchIsNamedByItsPlace() {
    all(FakeNode.Mood.REFUSING);
    assertThat(get(searches(CONFIG).together(three())))
        .allSatisfy(
            answer -> {
              assertThat(answer.refusal().orElseThrow().query()).isEqualTo(1);
              assertThat(answer.refusal().orElseThrow().problem().message())
                  .isEqualTo("Index `u`: bad filter");
            });
  }

  private static DocumentsRequest listing(int offset, int limit) {
    return new DocumentsRequest(
        offset, limit, Optional.empty(), false, Optional.empty(), Optional.empty(), List.of());
  }

  private List<String> byOrdinal(int offset, int limit) {
    return ranked.stream()
        .sorted(Comparator.comparingLong(RankedHit::ordinal))
        .skip(offset)
        .limit(limit)
        .map(hit -> new String(hit.document(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void documentsAreListedByOrdinalShallowAndDeep() {
    for (int offset : new int[] {0, 7, 250}) {
      Searches.Page page = get(searches(CONFIG).documents(UID, listing(offset, 15)));
      assertThat(page.documents().stream().map(d -> new String(d, StandardCharsets.UTF_8)))
          .as("offset %d", offset)
          .isEqualTo(byOrdinal(offset, 15));
      assertThat(page.total()).isEqualTo(300);
    }
  }

  @Test
  void oneDocumentIsReadFromItsShard() {
    nodes.get(new NodeId("n0")).mood = FakeNode.Mood.LOST;
    assertThat(get(searches(CONFIG).document(UID, "k7")).orElseThrow().key()).isEqualTo("k7");
    assertThat(get(searches(CONFIG).document(UID, "none"))).isEmpty();
  }

  @Test
  void statsAreSums() {
    IndexStats stats = get(searches(CONFIG).stats(UID));
    assertThat(stats.documents()).isEqualTo(300);
    assertThat(stats.fieldDistribution()).containsEntry("id", 300L);
  }

  @Test
  void similarLeavesOutTheDocumentItselfAndKnowsWhetherThereIsOne() {
    SearchRequest request = Given.request(0, 1000);
    Searches.Merged similar = get(searches(CONFIG).similar(UID, "k5", "e", request));
    assertThat(similar.hits()).hasSize(299).noneMatch(hit -> hit.key().equals("k5"));
    assertThat(failure(searches(CONFIG).similar(UID, "none", "e", request)))
        .hasMessage("Document `none` not found.");
  }
}
