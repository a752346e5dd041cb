package io.miroir.boot;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.model.Uri;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import io.miroir.http.Certificates;
import io.miroir.http.HttpConfig;
import io.miroir.operations.ActorMetrics;
import io.miroir.topology.formation.Formation;
import io.miroir.topology.formation.FormationConfig;
import io.miroir.topology.formation.FormationConfig.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a member in named steps and waits for its end. */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);
  private static final int STOPPED = 0;

  private final ServerConfig config;
  private final long begin = System.nanoTime();

  Startup(ServerConfig config) {
    this.config = config;
  }

  /** Returns when the member has ended, with the exit code. */
  int run() {
    Optional<Integer> code = Optional.empty();
    while (code.isEmpty()) {
      try (Formation formation =
          step("Finding the cluster", () -> Formation.begin(formationConfig()))) {
        code = run(formation);
      }
    }
    return code.get();
  }

  /**
   * Empty: begin again. Another part of the cluster was faster; or this member was silent for so
   * long that the others went on without it: it comes back as if it had been restarted.
   */
  private Optional<Integer> run(Formation formation) {
    Config akka = AkkaConfig.of(config, formation.akkaConfig());
    try (Ending ending = new Ending()) {
      Metrics metrics = Metrics.start(akka);
      ending.add("metrics", metrics::stop);
      ActorSystem<Void> system =
          step("Starting the actors", () -> ActorSystem.create(Behaviors.empty(), "miroir", akka));
      ending.add("actors", () -> terminate(system));
      Signals.onStop(
          () -> CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.jvmExitReason()));
      ActorMetrics.start(system);
      Rooms rooms =
          step("Starting the rooms", () -> Rooms.start(system, config, formation, ending));
      ending.add("actors", () -> terminate(system));
      if (enter(system, rooms, formation, metrics) == Formation.Entry.START_OVER) {
        LOG.info("Starting over: another part of the cluster was faster");
        return Optional.empty();
      }
      await(system.getWhenTerminated());
      if (cutOff(system)) {
        LOG.warn("Starting over: the cluster went on without this member");
        return Optional.empty();
      }
      return Optional.of(STOPPED);
    }
  }

  /** Serves, comes into the cluster, and makes this member's node known there. */
  private Formation.Entry enter(
      ActorSystem<?> system, Rooms rooms, Formation formation, Metrics metrics) {
    Uri management =
        step(
            "Starting Akka Management",
            () -> await(AkkaManagement.get(system.classicSystem()).start()));
    LOG.info("Akka Management at {}", management);
    Serving serving =
        step(
            "Starting the HTTP server",
            () -> Serving.start(system, config, rooms, formation, metrics));
    Optional<Formation.Entry> entry =
        step(
            "Entering the cluster",
            () -> awaitOrEnd(system, formation.enter(system, rooms.topology().topology())));
    if (entry.equals(Optional.of(Formation.Entry.UP))) {
      step(
          "Registering this member's node",
          () -> awaitOrEnd(system, rooms.register(config.servers())));
      step(
          "Defining what the command line defines",
          () -> awaitOrEnd(system, rooms.define(config.operations())));
      fill(system, rooms);
      rooms.imports().resume();
      serving.readiness().once().thenRun(() -> announce(serving));
    }
    return entry.orElse(Formation.Entry.UP);
  }

  /** Fills an empty cluster from the dump or snapshot that the command line names. */
  private void fill(ActorSystem<?> system, Rooms rooms) {
    List<OperationsConfig.Load> loads = config.operations().loads();
    if (loads.size() > 1) {
      throw new StartFailedException(
          "expected either --import-dump or --import-snapshot, but both are set");
    }
    for (OperationsConfig.Load load : loads) {
      if (Files.isReadable(load.file())) {
        step(
            "Importing " + load.file(),
            () -> awaitOrEnd(system, rooms.imports().fill(load.file(), load.onlyIfEmpty())));
      } else if (!load.mayBeMissing()) {
        throw new StartFailedException("there is no file " + load.file() + " to import");
      }
    }
  }

  private void announce(Serving serving) {
    LOG.info(
        "Miroir {} serves at {}, ready after {} s",
        BuildInfo.version(),
        url(serving),
        "%.1f".formatted((System.nanoTime() - begin) / 1e9));
  }

  private String url(Serving serving) {
    HostPort bound =
        new HostPort(config.serving().address().host(), serving.server().address().getPort());
    return (config.serving().tls().isPresent() ? "https://" : "http://") + bound;
  }

  private FormationConfig formationConfig() throws IOException {
    HostPort http = config.serving().address();
    HostPort cluster = config.clustering().address();
    Address bind = address(http);
    Address reached = http.isWildcard() ? new Address(cluster.host(), http.port()) : bind;
    return new FormationConfig(
        config.dataDir(),
        new FormationConfig.Http(bind, reached, tls()),
        address(cluster),
        config.clustering().join().stream().map(Startup::address).toList(),
        config.secrets().masterKey(),
        config.databaseUrl(),
        config
            .clustering()
            .discovery()
            .map(found -> new FormationConfig.Discovery(found.dnsName(), found.members())));
  }

  private Optional<SSLContext> tls() throws IOException {
    if (config.serving().tls().isEmpty()) {
      return Optional.empty();
    }
    ServerConfig.Tls files = config.serving().tls().get();
    return Optional.of(Certificates.context(new HttpConfig.Tls(files.certificate(), files.key())));
  }

  private static Address address(HostPort place) {
    return new Address(place.host(), place.port());
  }

  /** Harmless when it has ended already. */
  private static void terminate(ActorSystem<?> system) {
    CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
    await(system.getWhenTerminated());
  }

  private static boolean cutOff(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .filter(CoordinatedShutdown.clusterDowningReason()::equals)
        .isPresent();
  }

  /** Something that may fail for reasons an operator understands. */
  interface Step<T> {
    T run() throws Exception;
  }

  static <T> T step(String name, Step<T> step) {
    long begin = System.nanoTime();
    try {
      T result = step.run();
      LOG.debug("{} took {} ms", name, (System.nanoTime() - begin) / 1_000_000);
      return result;
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

  /** Empty when the actor system ends first: this member was stopped, or the cluster downed it. */
  private static <T> Optional<T> awaitOrEnd(ActorSystem<?> system, CompletionStage<T> stage) {
    CompletionStage<Optional<T>> ended =
        system.getWhenTerminated().thenApply(done -> Optional.empty());
    return await(stage.thenApply(Optional::of).applyToEither(ended, first -> first));
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }
}
