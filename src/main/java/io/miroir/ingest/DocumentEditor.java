package io.miroir.ingest;

import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.StoredDocument;
import io.miroir.ingest.decode.DocumentChecks;
import io.miroir.ingest.script.Script;
import io.miroir.ingest.script.ScriptException;
import io.miroir.ingest.shard.ShardReply;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.SearchNode;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.Replica;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Edits documents by a script: goes through the index twice, a page of one shard at a time. The
 * first time nothing is written, so that a script which goes wrong on one document changes none;
 * the second time what changed is written as plain replacements. A document that somebody else
 * writes between its reading and its writing loses that write.
 */
final class DocumentEditor {
  private static final int PAGE = 500;
  private static final String VECTORS = "_vectors";

  /**
   * @param script the document after the edit, null JSON when it is deleted; may throw {@link
   *     ScriptException}
   * @param filter JSON text
   */
  record Edition(UnaryOperator<JsonNode> script, Optional<String> filter) {}

  /** What became of a page. */
  private record Edited(int selected, List<String> changed, List<String> deleted) {}

  /**
   * What became of all pages so far.
   *
   * @param results of the shards written to
   */
  record Outcome(long selected, ShardResults results) {
    private Outcome plus(int more, Map<Integer, ShardReply> written) {
      Map<Integer, ShardReply> all = new TreeMap<>(results.byShard());
      written.forEach((shard, reply) -> all.merge(shard, reply, ShardResults::both));
      return new Outcome(selected + more, new ShardResults(all));
    }
  }

  private final IngestServices services;
  private final Bodies bodies;
  private final ShardWriter writer;

  DocumentEditor(IngestServices services, Bodies bodies, ShardWriter writer) {
    this.services = services;
    this.bodies = bodies;
    this.writer = writer;
  }

  CompletionStage<Outcome> edit(IndexEntry index, Edition edition) {
    Outcome none = new Outcome(0, new ShardResults(Map.of()));
    if (index.primaryKey().isEmpty()) {
      return CompletableFuture.completedFuture(none);
    }
    return shards(index, edition, 0, none, (shard, edited) -> checked(index, edited))
        .thenCompose(
            ok ->
                shards(index, edition, 0, none, (shard, edited) -> written(index, shard, edited)));
  }

  private interface Use {
    CompletionStage<Map<Integer, ShardReply>> of(int shard, Edited edited);
  }

  private CompletionStage<Outcome> shards(
      IndexEntry index, Edition edition, int shard, Outcome soFar, Use use) {
    if (shard == index.shards()) {
      return CompletableFuture.completedFuture(soFar);
    }
    ShardId id = new ShardId(index.id(), shard);
    return selected(index, id, edition)
        .thenCompose(
            keys -> pages(new Walk(index, id, edition, keys, use), Optional.empty(), soFar))
        .thenCompose(done -> shards(index, edition, shard + 1, done, use));
  }

  /** The keys a filter selects; absent without a filter. */
  private CompletionStage<Optional<Set<String>>> selected(
      IndexEntry index, ShardId shard, Edition edition) {
    Instant deadline = deadline();
    return read(
            index,
            shard,
            node ->
                node.searchable(Set.of(shard), deadline)
                    .thenCompose(
                        seen ->
                            edition.filter().isPresent()
                                ? node.keys(shard, edition.filter().get(), deadline)
                                    .thenApply(keys -> Optional.of(Set.copyOf(keys)))
                                : CompletableFuture.completedFuture(Optional.<Set<String>>empty())))
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(named(index, failure)));
  }

  private static Throwable named(IndexEntry index, Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof ProblemException refused
        ? refused.problem().inIndex(index.uid().value()).asException()
        : cause;
  }

  private Instant deadline() {
    return services.clock().instant().plus(services.config().sliceTimeout());
  }

  /** Asks the in-sync replicas one after the other until one answers. */
  private <T> CompletionStage<T> read(
      IndexEntry index, ShardId shard, Function<SearchNode, CompletionStage<T>> call) {
    IndexEntry now = services.tables().current().index(index.id()).orElse(index);
    Iterator<Replica> replicas =
        now.replicas(shard.number()).stream().filter(Replica::inSync).iterator();
    return read(replicas, call);
  }

  private <T> CompletionStage<T> read(
      Iterator<Replica> replicas, Function<SearchNode, CompletionStage<T>> call) {
    if (!replicas.hasNext()) {
      return CompletableFuture.failedFuture(
          ProblemException.of(
              ErrorCode.MIROIR_UNAVAILABLE, "No in-sync copy of a shard can be read."));
    }
    return call.apply(services.nodes().node(replicas.next().node()))
        .exceptionallyCompose(
            failure -> {
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              return cause instanceof ProblemException || !replicas.hasNext()
                  ? CompletableFuture.failedFuture(cause)
                  : read(replicas, call);
            });
  }

  private record Walk(
      IndexEntry index, ShardId shard, Edition edition, Optional<Set<String>> keys, Use use) {}

  private CompletionStage<Outcome> pages(Walk walk, Optional<String> after, Outcome soFar) {
    return read(
            walk.index(), walk.shard(), node -> node.page(walk.shard(), after, PAGE, deadline()))
        .thenComposeAsync(
            page -> {
              if (page.isEmpty()) {
                return CompletableFuture.completedFuture(soFar);
              }
              Edited edited = edited(walk, page);
              return walk.use()
                  .of(walk.shard().number(), edited)
                  .thenCompose(
                      written ->
                          pages(
                              walk,
                              Optional.of(page.getLast().key()),
                              soFar.plus(edited.selected(), written)));
            },
            services.blocking());
  }

  private static Edited edited(Walk walk, List<StoredDocument> page) {
    Edited edited = new Edited(0, new ArrayList<>(), new ArrayList<>());
    int selected = 0;
    for (StoredDocument stored : page) {
      if (walk.keys().isPresent() && !walk.keys().get().contains(stored.key())) {
        continue;
      }
      selected++;
      ObjectNode source = (ObjectNode) JsonSyntax.parse(stored.document());
      // A replacement keeps the vectors that are stored.
      source.remove(VECTORS);
      JsonNode before = Script.plain(source);
      JsonNode after = run(walk, before);
      if (after.isNull()) {
        edited.deleted().add(stored.key());
      } else if (!after.equals(before)) {
        edited.changed().add(JsonText.of(after));
      }
    }
    return new Edited(selected, edited.changed(), edited.deleted());
  }

  private static JsonNode run(Walk walk, JsonNode before) {
    JsonNode after;
    try {
      after = walk.edition().script().apply(before);
    } catch (ScriptException wrong) {
      throw refused(
          walk.index(),
          "Document edition runtime error encountered while running the function: "
              + wrong.getMessage());
    }
    if (after.isNull()) {
      return after;
    }
    if (!after.isObject()) {
      throw refused(walk.index(), "Document editions must keep documents as objects");
    }
    String pointer = "/" + walk.index().primaryKey().orElseThrow().replace('.', '/');
    if (!after.at(pointer).equals(before.at(pointer))) {
      throw refused(walk.index(), "Document editions cannot modify a document's primary key");
    }
    return after;
  }

  static ProblemException refused(IndexEntry index, String message) {
    return new Problem(ErrorCode.EDIT_DOCUMENTS_BY_FUNCTION_ERROR, message)
        .inIndex(index.uid().value())
        .asException();
  }

  /** Whether the changed documents may be written. */
  private CompletionStage<Map<Integer, ShardReply>> checked(IndexEntry index, Edited edited) {
    if (edited.changed().isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return payload(index, edited, checked -> CompletableFuture.completedFuture(Map.of()));
  }

  private CompletionStage<Map<Integer, ShardReply>> payload(
      IndexEntry index,
      Edited edited,
      Function<DocumentChecks.Checked, CompletionStage<Map<Integer, ShardReply>>> use) {
    ByteString lines =
        ByteString.fromArray(String.join("\n", edited.changed()).getBytes(StandardCharsets.UTF_8));
    return bodies
        .read(Source.single(lines), DocumentWrites.Format.NDJSON, ',')
        .thenComposeAsync(
            payload ->
                CompletableFuture.completedFuture(payload)
                    .thenApply(
                        read ->
                            DocumentChecks.check(
                                read.documents(),
                                index.primaryKey().orElseThrow(),
                                index.settings(),
                                index.shards()))
                    .thenCompose(use)
                    .whenComplete((done, failure) -> payload.close()),
            services.blocking());
  }

  private CompletionStage<Map<Integer, ShardReply>> written(
      IndexEntry index, int shard, Edited edited) {
    CompletionStage<Map<Integer, ShardReply>> deleted =
        edited.deleted().isEmpty()
            ? CompletableFuture.completedFuture(Map.of())
            : write(
                index,
                Map.of(
                    shard,
                    ShardSlices.of(
                        edited.deleted().stream().map(WriteOperation::delete).toList())));
    if (edited.changed().isEmpty()) {
      return deleted;
    }
    return deleted.thenCombine(
        payload(
            index,
            edited,
            checked ->
                write(
                    index,
                    ShardSlices.of(
                        checked,
                        WriteOperation.Kind.REPLACE_EXISTING,
                        document -> 0L,
                        services.config().sliceBytesMax()))),
        (first, second) -> {
          Map<Integer, ShardReply> both = new TreeMap<>(first);
          second.forEach((key, reply) -> both.merge(key, reply, ShardResults::both));
          return both;
        });
  }

  private CompletionStage<Map<Integer, ShardReply>> write(
      IndexEntry index, Map<Integer, ShardSlices.Run> runs) {
    return writer
        .write(index.id(), runs)
        .thenApply(
            results -> {
              results
                  .failure()
                  .ifPresent(
                      problem -> {
                        throw new NotAcknowledgedException(problem);
                      });
              return results.byShard();
            });
  }
}
