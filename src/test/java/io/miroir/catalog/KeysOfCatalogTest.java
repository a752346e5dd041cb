package io.miroir.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.miroir.access.DefaultKeys;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.Problem;
import io.miroir.routing.CatalogPart;
import io.miroir.routing.KeyRecord;
import io.miroir.testing.FixedTables;
import io.miroir.topology.tables.PartPublisher;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the owner of the catalog makes of changes to the keys, the same after each restart. */
class KeysOfCatalogTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          EventSourcedBehaviorTestKit.config()
              .withFallback(ConfigFactory.parseString("akka.actor.provider = local"))
              .withFallback(ConfigFactory.load()));
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final TestProbe<PartPublisher.Command> published = KIT.createTestProbe();
  private EventSourcedBehaviorTestKit<CatalogSingleton.Command, CatalogEvent, CatalogState> owner;
  private int requests;

  @BeforeEach
  void fresh() {
    owner =
        EventSourcedBehaviorTestKit.create(
            KIT.system(),
            CatalogSingleton.create(
                PersistenceId.of("catalog", "keys"),
                ctx ->
                    new CatalogSingleton.Wiring(
                        CatalogConfig.DEFAULT,
                        new FixedTables(),
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        () -> new IndexId("i"),
                        published.getRef())));
    owner.clear();
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  private CatalogSingleton.Answer change(KeyChange change) {
    return change("r" + ++requests, change);
  }

  /** Sends, restarts, and expects the restarted owner to know the same. */
  private CatalogSingleton.Answer change(String request, KeyChange change) {
    CatalogSingleton.Answer answer =
        owner
            .<StatusReply<CatalogSingleton.Answer>>runCommand(
                replyTo -> new CatalogSingleton.ChangeKeys(request, change, replyTo))
            .reply()
            .getValue();
    CatalogState before = owner.getState();
    assertThat(owner.restart().state()).isEqualTo(before);
    return answer;
  }

  private static KeyRecord key(int number) {
    return new KeyRecord(
        "6062abda-a5aa-4414-ac91-%012d".formatted(number),
        Optional.of("key " + number),
        Optional.of("of the test"),
        List.of("search", "*.get"),
        List.of("movies", "m*"),
        Optional.of("2099-11-13T02:00:00+02:00"),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private List<String> names() {
    return owner.getState().keys().stream().map(key -> key.name().orElse("-")).toList();
  }

  @Test
  void theDefaultKeysAreMadeOnceAndListedNewestFirst() {
    change(new KeyChange.Begin(DefaultKeys.fresh()));
    change(new KeyChange.Begin(DefaultKeys.fresh()));

    assertThat(names())
        .containsExactly(
            "Default Search API Key",
            "Default Admin API Key",
            "Default Read-Only Admin API Key",
            "Default Chat API Key");
  }

  @Test
  void keysAreListedNewestFirstEvenIfTheClockStandsStill() {
    IntStream.of(3, 1, 2).forEach(n -> change(new KeyChange.Create(key(n))));

    assertThat(names()).containsExactly("key 2", "key 1", "key 3");
    assertThat(owner.getState().keys())
        .isSortedAccordingTo(Comparator.comparing(KeyRecord::createdAt).reversed());
    assertThat(owner.getState().key(key(3).uid()).orElseThrow().createdAt()).isEqualTo(NOW);
  }

  @Test
  void aUidIsTakenUntilItsKeyIsDeleted() {
    change(new KeyChange.Create(key(1)));
    assertThat(change(new KeyChange.Create(key(1))).problem())
        .contains(
            new Problem(
                ErrorCode.API_KEY_ALREADY_EXISTS,
                "`uid` field value `" + key(1).uid() + "` is already an existing API key."));

    change(new KeyChange.Delete(key(1).uid()));
    assertThat(change(new KeyChange.Delete(key(1).uid())).problem().map(Problem::code))
        .contains(ErrorCode.API_KEY_NOT_FOUND);
    assertThat(change(new KeyChange.Create(key(1))).problem()).isEmpty();
  }

  @Test
  void aRepeatedRequestIsAnsweredAndNotDoneAgain() {
    change("once", new KeyChange.Create(key(1)));
    assertThat(change("once", new KeyChange.Create(key(1))).problem()).isEmpty();
    change("gone", new KeyChange.Delete(key(1).uid()));
    assertThat(change("gone", new KeyChange.Delete(key(1).uid())).problem()).isEmpty();
    assertThat(owner.getState().keys()).isEmpty();
  }

  @Test
  void onlyWhatIsNamedOfADescriptionChanges() {
    change(new KeyChange.Create(key(1)));
    String uid = key(1).uid();
    change(new KeyChange.Describe(uid, true, Optional.empty(), false, Optional.empty()));
    KeyRecord changed = owner.getState().key(uid).orElseThrow();
    assertThat(changed.name()).isEmpty();
    assertThat(changed.description()).contains("of the test");
    assertThat(changed.actions()).containsExactly("search", "*.get");
    assertThat(
            change(new KeyChange.Describe("x", true, Optional.empty(), false, Optional.empty()))
                .problem()
                .map(Problem::code))
        .contains(ErrorCode.API_KEY_NOT_FOUND);
  }

  @Test
  void restoredKeysKeepTheirDatesAndReplaceTheOthers() {
    change(new KeyChange.Begin(DefaultKeys.fresh()));
    Instant old = Instant.parse("2020-01-01T00:00:00Z");
    change(new KeyChange.Restore(List.of(key(1).dated(old, old)), true));
    change(new KeyChange.Restore(List.of(key(2).dated(old.plusSeconds(1), old)), false));

    assertThat(names()).containsExactly("key 2", "key 1");
    assertThat(owner.getState().key(key(1).uid()).orElseThrow().createdAt()).isEqualTo(old);
  }

  @Test
  void moreThanCanBePublishedIsRefused() {
    KeyRecord large = key(1).named(Optional.of("x".repeat(200_000)), Optional.empty());
    assertThat(change(new KeyChange.Create(large)).problem().map(Problem::code))
        .contains(ErrorCode.PAYLOAD_TOO_LARGE);

    KeyRecord some = key(2).named(Optional.of("x".repeat(100_000)), Optional.empty());
    List<KeyRecord> many =
        IntStream.range(0, 45)
            .mapToObj(n -> some)
            .map(k -> k.named(Optional.of("x".repeat(100_000)), Optional.empty()))
            .toList();
    assertThat(change(new KeyChange.Restore(many, true)).problem().map(Problem::code))
        .contains(ErrorCode.PAYLOAD_TOO_LARGE);
    assertThat(owner.getState().keys()).isEmpty();
  }

  @Test
  void everyChangeIsPublished() {
    published.receiveMessage();
    change(new KeyChange.Create(key(1)));
    PartPublisher.Publish last = (PartPublisher.Publish) published.receiveMessage();
    while (((CatalogPart) last.part()).keys().isEmpty()) {
      last = (PartPublisher.Publish) published.receiveMessage();
    }
    assertThat(((CatalogPart) last.part()).keys()).isEqualTo(owner.getState().keys());
  }
}
