package io.miroir.ingest;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.miroir.ingest.decode.DocumentChecks;
import io.miroir.ingest.decode.Payload;
import io.miroir.model.WriteOperation;
import io.miroir.routing.IndexEntry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes documents of an import: without tasks, and with the ordinals that the importer says. The
 * caller repeats what fails; a repeated write ends the same.
 */
public final class BulkWriter {
  private final IngestServices services;
  private final Bodies bodies;
  private final ShardWriter writer;
  private final Searchability searchability;

  private BulkWriter(IngestServices services, Bodies bodies) {
    this.services = services;
    this.bodies = bodies;
    this.writer = new ShardWriter(services);
    this.searchability = new Searchability(services);
  }

  static BulkWriter create(ActorSystem<?> system, IngestServices services) {
    return new BulkWriter(services, new Bodies(system, services.space(), services.blocking()));
  }

  /**
   * Checks documents, one a line, and writes them into an index that has a primary key; the stage
   * completes when they are durable on every in-sync replica.
   *
   * @param lines not empty
   * @param first ordinal of the first document, the others follow
   * @return fails with {@link io.miroir.model.ProblemException}: for a bad document before any is
   *     written, for shards that can't take them after some may have
   */
  public CompletionStage<Void> write(IndexEntry index, ByteString lines, long first) {
    return bodies
        .read(Source.single(lines), DocumentWrites.Format.NDJSON, ',')
        .thenCompose(
            payload ->
                checked(index, payload)
                    .thenCompose(
                        checked ->
                            writer.write(
                                index.id(),
                                ShardSlices.of(
                                    checked,
                                    WriteOperation.Kind.REPLACE,
                                    document -> first + document,
                                    services.config().sliceBytesMax())))
                    .whenComplete((results, failure) -> payload.close()))
        .thenAccept(
            results ->
                results
                    .failure()
                    .or(results::refused)
                    .ifPresent(
                        problem -> {
                          throw problem.asException();
                        }));
  }

  private CompletionStage<DocumentChecks.Checked> checked(IndexEntry index, Payload payload) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return DocumentChecks.check(
                payload.documents(),
                index.primaryKey().orElseThrow(),
                index.settings(),
                index.shards());
          } catch (DocumentChecks.InIndex e) {
            throw e.problem().inIndex(index.uid().value()).asException();
          }
        },
        services.blocking());
  }

  /** The primary key that documents tell when nobody has told one. */
  public CompletionStage<String> inferKey(ByteString lines) {
    return bodies
        .read(Source.single(lines), DocumentWrites.Format.NDJSON, ',')
        .thenApply(
            payload -> {
              try (payload) {
                return DocumentChecks.inferPrimaryKey(payload.documents());
              }
            });
  }

  /** Completes when what was written can be found; at latest after the usual patience. */
  public CompletionStage<Void> searchable(IndexEntry index) {
    services.catalog().touch(index.id());
    return searchability.await(
        index.id(), IntStream.range(0, index.shards()).boxed().collect(Collectors.toSet()));
  }
}
