package io.miroir.boot;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import io.miroir.topology.persistence.Database;
import io.miroir.topology.persistence.DatabaseUrl;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the rooms bottom-up in named steps; each leaves its end with coordinated shutdown. */
final class Startup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final int DOWNED = 3;

  private final ServerConfig config;
  private final long begin = System.nanoTime();

  Startup(ServerConfig config) {
    this.config = config;
  }

  /** Returns when the member has ended, with the exit code. */
  int run() {
    Database database = step("opening the database", this::database);
    Config akka = AkkaConfig.of(config, database.akkaConfig());
    Metrics metrics = Metrics.start(akka);
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "miroir", akka);
    Ending ending = new Ending(system);
    ending.last("metrics", metrics::stop);
    try {
      Cluster.get(system).manager().tell(Join.create(Cluster.get(system).selfMember().address()));
      Rooms rooms = step("starting", () -> Rooms.start(system, config, database, ending));
      rooms
          .ready()
          .thenRun(
              () ->
                  LOG.info(
                      "Miroir {} serves at {}, ready after {} s",
                      BuildInfo.version(),
                      rooms.address(),
                      "%.1f".formatted((System.nanoTime() - begin) / 1e9)));
    } catch (StartFailedException e) {
      CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
      system.getWhenTerminated().toCompletableFuture().join();
      throw e;
    }
    system.getWhenTerminated().toCompletableFuture().join();
    return 0;
  }

  private Database database() throws SQLException {
    DatabaseUrl url =
        config.databaseUrl().map(DatabaseUrl::parse).orElse(DatabaseUrl.embedded(config.dataDir()));
    Database database = Database.at(url);
    database.prepare("x");
    return database;
  }

  /** Something that may fail for reasons an operator understands. */
  interface Step<T> {
    T run() throws Exception;
  }

  static <T> T step(String name, Step<T> step) {
    try {
      return step.run();
    } catch (StartFailedException e) {
      throw e;
    } catch (Exception e) {
      LOG.debug("{} failed", name, e);
      throw new StartFailedException(name + " failed: " + reason(e));
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Override
  public void close() {}
}
