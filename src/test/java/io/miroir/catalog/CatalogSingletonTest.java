package io.miroir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.routing.IndexRecord;
import io.miroir.testing.FixedTables;
import io.miroir.topology.tables.PartPublisher;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The owner of the catalog by itself: answers, facts, and the same state after each restart. */
class CatalogSingletonTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
              .withFallback(ConfigFactory.load()));
  private static final IndexUid A = new IndexUid("a");
  private static final IndexUid B = new IndexUid("b");
  private static final IndexUid C = new IndexUid("c");

  private final AtomicInteger ids = new AtomicInteger();
  private final TestProbe<PartPublisher.Command> published = KIT.createTestProbe();
  private EventSourcedBehaviorTestKit<CatalogSingleton.Command, CatalogEvent, CatalogState> owner;

  @BeforeEach
  void fresh() {
    owner =
        EventSourcedBehaviorTestKit.create(
            KIT.system(),
            CatalogSingleton.create(
                PersistenceId.of("catalog", "test"),
                ctx ->
                    new CatalogSingleton.Wiring(
                        CatalogConfig.DEFAULT,
                        new FixedTables(),
                        Clock.systemUTC(),
                        () -> new IndexId("i" + ids.incrementAndGet()),
                        published.getRef())));
    owner.clear();
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  /** Sends, restarts, and expects the restarted owner to know the same. */
  private CatalogSingleton.Answer ask(
      Function<ActorRef<StatusReply<CatalogSingleton.Answer>>, CatalogSingleton.Command> command) {
    CatalogSingleton.Answer answer =
        owner.<StatusReply<CatalogSingleton.Answer>>runCommand(command).reply().getValue();
    CatalogState before = owner.getState();
    assertThat(owner.restart().state()).isEqualTo(before);
    return answer;
  }

  private CatalogSingleton.Answer create(String request, IndexUid uid, String primaryKey) {
    return ask(
        replyTo ->
            new CatalogSingleton.Create(
                request,
                uid,
                Optional.ofNullable(primaryKey),
                OptionalInt.empty(),
                OptionalInt.empty(),
                false,
                replyTo));
  }

  private CatalogSingleton.Answer delete(String request, IndexUid uid) {
    return ask(replyTo -> new CatalogSingleton.Delete(request, uid, replyTo));
  }

  private CatalogSingleton.Answer update(
      String request, IndexUid uid, String primaryKey, boolean documents, IndexUid newUid) {
    return ask(
        replyTo ->
            new CatalogSingleton.Update(
                request,
                uid,
                Optional.ofNullable(primaryKey),
                documents,
                Optional.ofNullable(newUid),
                replyTo));
  }

  private CatalogSingleton.Answer settings(String request, IndexUid uid, String patch) {
    return ask(
        replyTo ->
            new CatalogSingleton.UpdateSettings(request, uid, PatchBytes.pack(patch), replyTo));
  }

  private CatalogSingleton.Answer swap(String request, Catalog.Swap... swaps) {
    return ask(replyTo -> new CatalogSingleton.Swap(request, List.of(swaps), replyTo));
  }

  private IndexRecord index(IndexUid uid) {
    return owner.getState().index(uid).orElseThrow();
  }

  private static void refused(CatalogSingleton.Answer answer, ErrorCode code, String message) {
    assertThat(answer.problem()).contains(new Problem(code, message));
  }

  @Test
  void anIndexGetsDefaultsAndASecondOneOfItsNameIsRefused() {
    create("r1", A, "id");

    assertThat(index(A).shards()).isEqualTo(16);
    assertThat(index(A).replicationFactor()).isEqualTo(1);
    assertThat(index(A).primaryKey()).contains("id");
    refused(create("r2", A, null), ErrorCode.INDEX_ALREADY_EXISTS, "Index `a` already exists.");
  }

  @Test
  void aRepeatedRequestIsAnsweredAndNotDoneAgain() {
    CatalogSingleton.Answer first = create("r1", A, null);
    assertThat(create("r1", A, null)).isEqualTo(first);

    delete("r2", A);
    CatalogSingleton.Answer again = delete("r2", A);
    assertThat(again.problem()).isEmpty();
    assertThat(again.index().map(IndexRecord::id)).isEqualTo(first.index().map(IndexRecord::id));

    create("r3", A, null);
    assertThat(delete("r2", A).problem()).isEmpty();
    assertThat(owner.getState().index(A)).isPresent();
  }

  @Test
  void anIndexMadeAgainIsAnotherIncarnation() {
    IndexId before = create("r1", A, null).index().orElseThrow().id();
    delete("r2", A);

    assertThat(create("r3", A, null).index().orElseThrow().id()).isNotEqualTo(before);
    refused(delete("r4", B), ErrorCode.INDEX_NOT_FOUND, "Index `b` not found.");
  }

  @Test
  void thePrimaryKeyChangesOnlyWithoutDocuments() {
    create("r1", A, null);
    update("r2", A, "isbn", true, null);
    assertThat(index(A).primaryKey()).contains("isbn");
    assertThat(index(A).settingsVersion()).isEqualTo(2);

    refused(
        update("r3", A, "id", true, null),
        ErrorCode.INDEX_PRIMARY_KEY_ALREADY_EXISTS,
        "Index `a`: Index already has a primary key: `isbn`.");
    update("r4", A, "id", false, null);
    assertThat(index(A).primaryKey()).contains("id");
  }

  @Test
  void aRenameMovesTheUidAndNothingElse() {
    IndexId id = create("r1", A, "id").index().orElseThrow().id();
    create("r2", B, null);

    refused(
        update("r3", A, null, false, B),
        ErrorCode.INDEX_ALREADY_EXISTS,
        "Index `b` already exists.");
    refused(update("r4", C, null, false, A), ErrorCode.INDEX_NOT_FOUND, "Index `c` not found.");
    assertThat(update("r5", A, null, false, A).problem()).isEmpty();
    update("r6", A, null, true, C);

    assertThat(index(C).id()).isEqualTo(id);
    assertThat(index(C).settingsVersion()).isEqualTo(1);
    assertThat(owner.getState().index(A)).isEmpty();
  }

  @Test
  void theFirstPrimaryKeyWins() {
    IndexId id = create("r1", A, null).index().orElseThrow().id();

    ask(replyTo -> new CatalogSingleton.FixPrimaryKey("r2", id, "id", replyTo));
    CatalogSingleton.Answer second =
        ask(replyTo -> new CatalogSingleton.FixPrimaryKey("r3", id, "sku", replyTo));

    assertThat(second.index().flatMap(IndexRecord::primaryKey)).contains("id");
  }

  @Test
  void settingsAreMergedAndTheFloorNeverExceedsTheirVersion() {
    IndexId id = create("r1", A, null).index().orElseThrow().id();
    settings("r2", A, "{\"stopWords\":[\"the\"]}");
    settings("r3", A, "{\"distinctAttribute\":\"sku\"}");

    assertThat(SettingsJson.parse(index(A).settings()).stopWords()).containsExactly("the");
    assertThat(SettingsJson.parse(index(A).settings()).distinctAttribute()).contains("sku");
    assertThat(index(A).settingsVersion()).isEqualTo(3);
    ask(replyTo -> new CatalogSingleton.RaiseFloor(id, 99, replyTo));
    assertThat(index(A).settingsFloor()).isEqualTo(3);
    refused(settings("r4", B, "{}"), ErrorCode.INDEX_NOT_FOUND, "Index `b` not found.");
  }

  @Test
  void aSwapIsAllOrNothing() {
    IndexId a = create("r1", A, null).index().orElseThrow().id();
    IndexId b = create("r2", B, null).index().orElseThrow().id();
    IndexUid d = new IndexUid("d");

    refused(
        swap("r3", new Catalog.Swap(A, B, false), new Catalog.Swap(d, C, false)),
        ErrorCode.INDEX_NOT_FOUND,
        "Indexes `c`, `d` not found.");
    assertThat(index(A).id()).isEqualTo(a);
    swap("r4", new Catalog.Swap(A, B, false));
    assertThat(index(A).id()).isEqualTo(b);
    swap("r4", new Catalog.Swap(A, B, false));
    assertThat(index(A).id()).isEqualTo(b);
    swap("r5", new Catalog.Swap(A, C, true));
    assertThat(index(C).id()).isEqualTo(b);
  }

  @Test
  void aRenamingSwapNeverOverwrites() {
    create("r1", A, null);
    create("r2", B, null);
    create("r3", C, null);
    IndexUid d = new IndexUid("d");
    create("r4", d, null);

    refused(
        swap("r5", new Catalog.Swap(A, B, true)),
        ErrorCode.INDEX_ALREADY_EXISTS,
        "Cannot rename `a` to `b` as the index already exists. Hint: You can remove `b` first and"
            + " then do your remove.");
    refused(
        swap("r6", new Catalog.Swap(A, d, true), new Catalog.Swap(C, B, true)),
        ErrorCode.INDEX_ALREADY_EXISTS,
        "The following indexes are being renamed but cannot because their new name conflicts with"
            + " an already existing index: `b`, `d`. Renaming doesn't overwrite the other index"
            + " name.");
  }

  @Test
  void featuresStayAsTheyWereSwitched() {
    ask(
        r ->
            new CatalogSingleton.SwitchFeatures("f1", Map.of("metrics", true, "network", true), r));
    CatalogSingleton.Answer second =
        ask(
            r ->
                new CatalogSingleton.SwitchFeatures(
                    "f2", Map.of("metrics", false, "logsRoute", true), r));
    assertThat(owner.getState().features()).containsExactlyInAnyOrder("network", "logsRoute");
    assertThat(owner.getState().part().features()).hasSize(2);
    assertThat(
            ask(r -> new CatalogSingleton.SwitchFeatures("f3", Map.of("network", true), r))
                .version())
        .isEqualTo(second.version());
  }
}
