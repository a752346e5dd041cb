package io.miroir.ingest;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import io.miroir.ingest.decode.Payload;
import io.miroir.ingest.decode.Spool;
import io.miroir.ingest.decode.SpoolSpace;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads bodies whole, at the pace of the disk and of the threads that decode: the client's socket
 * feels it when they are behind.
 */
final class Bodies {
  private static final String DISPATCHER = "ingest-decode";

  private final ActorSystem<?> system;
  private final SpoolSpace space;
  private final Executor blocking;

  Bodies(ActorSystem<?> system, SpoolSpace space, Executor blocking) {
    this.system = system;
    this.space = space;
    this.blocking = blocking;
  }

  /** The caller closes the payload. */
  CompletionStage<Payload> read(
      Source<ByteString, ?> body, DocumentWrites.Format format, char csvDelimiter) {
    Spool spool = space.spool();
    Flow<ByteString, ByteString, NotUsed> spooling =
        Flow.of(ByteString.class)
            .map(
                bytes -> {
                  spool.write(bytes.asByteBuffer());
                  return bytes;
                })
            .async(DISPATCHER);
    return body.via(spooling)
        .runWith(Sink.ignore(), system)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                spool.close();
              }
            })
        .thenApplyAsync(done -> Payload.decode(spool, format, csvDelimiter, space), blocking);
  }
}
