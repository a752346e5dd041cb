package io.miroir.topology.formation;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.SystemMaterializer;
import com.typesafe.config.ConfigFactory;
import io.miroir.model.ProblemException;
import io.miroir.testing.TestMember;
import io.miroir.topology.TopologyConfig;
import io.miroir.topology.TopologyRoom;
import io.miroir.web.Answers;
import io.miroir.web.BodyLimits;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A member as {@code boot} runs it, as far as formation goes; the start is in the background. */
final class RunningMember implements AutoCloseable {
  private static final long BODY_MAX = 1 << 20;

  private final FormationConfig config;
  private final Thread starter;
  private volatile boolean stop;
  private volatile ActorSystem<Void> system;
  private volatile Formation formation;
  final CompletableFuture<RunningMember> up = new CompletableFuture<>();

  private RunningMember(FormationConfig config) {
    this.config = config;
    this.starter = Thread.ofVirtual().start(this::run);
  }

  static RunningMember start(Path dataDir, int port, Optional<String> key, int... join) {
    FormationConfig.Address http = new FormationConfig.Address("127.0.0.1", port);
    return new RunningMember(
        new FormationConfig(
            dataDir,
            new FormationConfig.Http(http, http, Optional.empty()),
            new FormationConfig.Address("127.0.0.1", 0),
            java.util.Arrays.stream(join)
                .mapToObj(p -> new FormationConfig.Address("127.0.0.1", p))
                .toList(),
            key,
            Optional.empty(),
            Optional.empty()));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Formation formation() {
    return formation;
  }

  ActorSystem<Void> system() {
    return system;
  }

  RunningMember awaitUp() {
    return TestMember.get(up);
  }

  private void run() {
    try {
      while (!stop && !once()) {
        end();
      }
    } catch (RuntimeException e) {
      up.completeExceptionally(e);
    }
  }

  /**
   * @return whether it came up, instead of having to start over
   */
  private boolean once() {
    formation = Formation.begin(config);
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "miroir",
            ConfigFactory.parseString(
                    """
                    akka.loglevel = WARNING
                    akka.coordinated-shutdown.exit-jvm = off
                    # A cluster that never came up can't be left properly; no need to wait for that.
                    akka.coordinated-shutdown.phases {
                      cluster-leave.timeout = 2s
                      cluster-exiting.timeout = 2s
                    }
                    akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                    """)
                .withFallback(formation.akkaConfig())
                .withFallback(ConfigFactory.load()));
    TopologyRoom room = TopologyRoom.start(system, TopologyConfig.DEFAULT, formation::store);
    formation.releaseHttp();
    ServerBinding binding = bind();
    Formation.Entry entry = formation.enter(system, room.topology()).toCompletableFuture().join();
    if (entry == Formation.Entry.UP) {
      up.complete(this);
      return true;
    }
    binding.terminate(java.time.Duration.ofSeconds(1)).toCompletableFuture().join();
    return false;
  }

  private ServerBinding bind() {
    List<Endpoint> endpoints = FormationEndpoints.of(formation);
    return Http.get(system)
        .newServerAt("127.0.0.1", config.http().bind().port())
        .bind(
            (akka.japi.function.Function<HttpRequest, CompletionStage<HttpResponse>>)
                request -> answer(endpoints, request))
        .toCompletableFuture()
        .join();
  }

  private CompletionStage<HttpResponse> answer(List<Endpoint> endpoints, HttpRequest request) {
    List<String> path =
        java.util.Arrays.stream(request.getUri().path().split("/"))
            .filter(s -> !s.isEmpty())
            .toList();
    Call call =
        new Call(
            request,
            List.of(),
            null,
            Instant.now().plusSeconds(30),
            new BodyLimits(BODY_MAX, BODY_MAX),
            SystemMaterializer.get(system).materializer());
    try {
      return endpoints.stream()
          .filter(e -> e.segments().equals(path))
          .findFirst()
          .orElseThrow()
          .handler()
          .handle(call)
          .exceptionally(RunningMember::refusal);
    } catch (ProblemException e) {
      return CompletableFuture.completedFuture(Answers.problem(e.problem()));
    }
  }

  private static HttpResponse refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return Answers.problem(((ProblemException) cause).problem());
  }

  private void end() {
    if (system != null) {
      system.terminate();
      TestMember.get(system.getWhenTerminated());
    }
    if (formation != null) {
      formation.close();
    }
  }

  @Override
  public void close() throws Exception {
    stop = true;
    starter.interrupt();
    end();
    starter.join(TimeUnit.SECONDS.toMillis(10));
  }
}
