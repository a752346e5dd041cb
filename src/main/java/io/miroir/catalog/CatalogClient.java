package io.miroir.catalog;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.miroir.engine.settings.Settings;
import io.miroir.model.ErrorCode;
import io.miroir.model.Feature;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.IndexRecord;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.topology.SingletonAsk;
import io.miroir.topology.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to the singleton from any member. After a change it waits until this member's routing
 * table shows it, and then for the other members' tables, so that a client that goes to another
 * member right afterwards finds the same.
 */
final class CatalogClient implements Catalog {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogClient.class);

  private final SingletonAsk<CatalogSingleton.Command> singleton;
  private final RoutingTables tables;
  private final Topology topology;

  CatalogClient(
      SingletonAsk<CatalogSingleton.Command> singleton, RoutingTables tables, Topology topology) {
    this.singleton = singleton;
    this.tables = tables;
    this.topology = topology;
  }

  @Override
  public CompletionStage<Optional<IndexEntry>> find(IndexUid uid) {
    Optional<IndexEntry> known = tables.current().index(uid);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known);
    }
    return ask(replyTo -> new CatalogSingleton.Find(uid, replyTo))
        .thenCompose(
            answer ->
                answer.index().isEmpty()
                    ? CompletableFuture.completedFuture(Optional.<IndexEntry>empty())
                    : see(answer, table -> true).thenApply(table -> table.index(uid)));
  }

  @Override
  public CompletionStage<IndexEntry> create(
      IndexUid uid, Optional<String> primaryKey, Shape shape) {
    return check(shape)
        .<CompletionStage<IndexEntry>>map(CompletableFuture::failedFuture)
        .orElseGet(() -> create(uid, primaryKey, shape, false));
  }

  @Override
  public CompletionStage<IndexEntry> ensure(IndexUid uid) {
    Optional<IndexEntry> known = tables.current().index(uid).filter(CatalogClient::placed);
    return known.isPresent()
        ? CompletableFuture.completedFuture(known.get())
        : create(uid, Optional.empty(), Shape.DEFAULT, true);
  }

  private CompletionStage<IndexEntry> create(
      IndexUid uid, Optional<String> primaryKey, Shape shape, boolean ifMissing) {
    String request = request();
    return ask(replyTo ->
            new CatalogSingleton.Create(
                request,
                uid,
                primaryKey,
                shape.shards(),
                shape.replicationFactor(),
                ifMissing,
                replyTo))
        .thenCompose(this::entry);
  }

  private static Optional<ProblemException> check(Shape shape) {
    return within("shards", shape.shards(), CatalogConfig.SHARDS_MAX)
        .or(
            () ->
                within(
                    "replicationFactor",
                    shape.replicationFactor(),
                    CatalogConfig.REPLICATION_FACTOR_MAX));
  }

  private static Optional<ProblemException> within(String name, OptionalInt value, int max) {
    return value.isEmpty() || (value.getAsInt() >= 1 && value.getAsInt() <= max)
        ? Optional.empty()
        : Optional.of(
            ProblemException.of(
                ErrorCode.BAD_REQUEST,
                "Invalid value at `.%s`: expected an integer between `1` and `%d`, but found `%d`."
                    .formatted(name, max, value.getAsInt())));
  }

  @Override
  public CompletionStage<IndexEntry> update(
      IndexUid uid, Optional<String> primaryKey, boolean hasDocuments, Optional<IndexUid> newUid) {
    String request = request();
    return ask(replyTo ->
            new CatalogSingleton.Update(request, uid, primaryKey, hasDocuments, newUid, replyTo))
        .thenCompose(this::entry);
  }

  @Override
  public CompletionStage<IndexEntry> delete(IndexUid uid) {
    String request = request();
    RoutingTable before = tables.current();
    return ask(replyTo -> new CatalogSingleton.Delete(request, uid, replyTo))
        .thenCompose(
            answer -> see(answer, table -> true).thenApply(table -> deleted(answer, before)));
  }

  private static IndexEntry deleted(CatalogSingleton.Answer answer, RoutingTable before) {
    IndexRecord index = answer.index().orElseThrow();
    return before
        .index(index.id())
        .orElseGet(
            () ->
                new IndexEntry(
                    index.id(),
                    index.uid(),
                    index.shards(),
                    index.replicationFactor(),
                    index.primaryKey(),
                    index.settingsVersion(),
                    index.settingsFloor(),
                    Settings.DEFAULT,
                    index.createdAt(),
                    index.updatedAt(),
                    List.of()));
  }

  @Override
  public CompletionStage<Void> swap(List<Swap> swaps) {
    String request = request();
    return ask(replyTo -> new CatalogSingleton.Swap(request, List.copyOf(swaps), replyTo))
        .thenCompose(answer -> see(answer, table -> true))
        .thenApply(table -> null);
  }

  @Override
  public CompletionStage<IndexEntry> updateSettings(IndexUid uid, String patchJson) {
    byte[] patch;
    try {
      patch = PatchBytes.pack(patchJson);
    } catch (ProblemException e) {
      return CompletableFuture.failedFuture(e);
    }
    String request = request();
    return ask(replyTo -> new CatalogSingleton.UpdateSettings(request, uid, patch, replyTo))
        .thenCompose(this::entry);
  }

  @Override
  public CompletionStage<Void> raiseSettingsFloor(IndexId index, long settingsVersion) {
    return ask(replyTo -> new CatalogSingleton.RaiseFloor(index, settingsVersion, replyTo))
        .thenCompose(answer -> see(answer, table -> true))
        .thenApply(table -> null);
  }

  @Override
  public CompletionStage<Void> setReplicationFactor(IndexId index, int factor) {
    return ask(replyTo -> new CatalogSingleton.SetFactor(index, factor, replyTo))
        .thenCompose(answer -> see(answer, table -> true))
        .thenApply(table -> null);
  }

  @Override
  public CompletionStage<String> fixPrimaryKey(IndexId index, String primaryKey) {
    String request = request();
    return ask(replyTo -> new CatalogSingleton.FixPrimaryKey(request, index, primaryKey, replyTo))
        .thenCompose(this::entry)
        .thenApply(entry -> entry.primaryKey().orElseThrow());
  }

  @Override
  public boolean has(Feature feature) {
    return tables.current().has(feature);
  }

  @Override
  public CompletionStage<Void> switchFeatures(Map<Feature, Boolean> flags) {
    String request = request();
    Map<String, Boolean> named = new TreeMap<>();
    flags.forEach((feature, on) -> named.put(feature.json(), on));
    return ask(replyTo -> new CatalogSingleton.SwitchFeatures(request, named, replyTo))
        .thenCompose(answer -> see(answer, table -> true))
        .thenApply(table -> null);
  }

  RoutingTable table() {
    return tables.current();
  }

  /** The table that holds the change. */
  CompletionStage<RoutingTable> changeKeys(KeyChange change) {
    String request = request();
    return ask(replyTo -> new CatalogSingleton.ChangeKeys(request, change, replyTo))
        .thenCompose(answer -> see(answer, table -> true));
  }

  @Override
  public void touch(IndexId index) {
    singleton.proxy().tell(new CatalogSingleton.Touch(index));
  }

  private CompletionStage<IndexEntry> entry(CatalogSingleton.Answer answer) {
    IndexId id = answer.index().orElseThrow().id();
    return see(answer, table -> table.index(id).map(CatalogClient::placed).orElse(true))
        .thenApply(
            table ->
                table
                    .index(id)
                    // Another caller deleted it meanwhile.
                    .orElseThrow(
                        () ->
                            ProblemException.of(
                                ErrorCode.INDEX_NOT_FOUND,
                                "Index `" + answer.index().get().uid() + "` not found.")));
  }

  private static boolean placed(IndexEntry index) {
    return index.allocation().size() == index.shards()
        && index.allocation().stream().noneMatch(List::isEmpty);
  }

  /** This member's table once it holds the change, after all other members have been waited for. */
  private CompletionStage<RoutingTable> see(
      CatalogSingleton.Answer answer, Predicate<RoutingTable> condition) {
    return tables
        .await(table -> table.catalogVersion() >= answer.version() && condition.test(table))
        .exceptionally(CatalogClient::explain)
        .thenCompose(
            table ->
                topology
                    .confirmed(table.topologyVersion(), table.catalogVersion())
                    .handle((done, failure) -> seen(table, failure)));
  }

  /** The change itself is done; that a member is slow to see it does not make it undone. */
  private static RoutingTable seen(RoutingTable table, Throwable failure) {
    if (failure != null) {
      LOG.warn("catalog version {} is not in use everywhere yet", table.catalogVersion(), failure);
    }
    return table;
  }

  private static RoutingTable explain(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TimeoutException) {
      throw ProblemException.of(
          ErrorCode.MIROIR_UNAVAILABLE,
          "The change is stored, but the index has no active node to be placed on yet.");
    }
    throw new CompletionException(cause);
  }

  private CompletionStage<CatalogSingleton.Answer> ask(
      Function<ActorRef<StatusReply<CatalogSingleton.Answer>>, CatalogSingleton.Command> message) {
    return singleton
        .<CatalogSingleton.Answer>ask(message)
        .thenApply(
            answer -> {
              answer
                  .problem()
                  .ifPresent(
                      problem -> {
                        throw problem.asException();
                      });
              return answer;
            });
  }

  private static String request() {
    return UUID.randomUUID().toString();
  }
}
