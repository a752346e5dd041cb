package io.miroir.topology.formation;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import com.typesafe.config.Config;
import io.miroir.routing.MemberEntry;
import io.miroir.routing.TopologyPart;
import io.miroir.topology.Topology;
import io.miroir.topology.persistence.Database;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How a member comes into its cluster, from the first look at its data directory until it is up.
 *
 * <p>Use, in this order: {@link #begin} (blocks until it is known what to do; until {@link
 * #releaseHttp} the HTTP address answers other members), an actor system with {@link #akkaConfig}
 * on top of its configuration, the rooms, {@link #releaseHttp} and the real HTTP server with {@link
 * FormationEndpoints}, {@link #enter}. When that says {@link Entry#START_OVER}, stop the actor
 * system, {@link #close} this and begin again.
 */
public final class Formation implements AutoCloseable {

  public enum Entry {
    UP,
    /** Two parts of the cluster formed at once; this one gives way. Nothing was served by it. */
    START_OVER
  }

  private final FormationConfig config;
  private final MasterKeyCheck key;
  private final Peers peers;
  private final IdentityFile file;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("formation-", 0).factory());
  private final AtomicReference<MemberIdentity> identity = new AtomicReference<>();
  private volatile Phase phase = Phase.SEARCHING;
  private volatile FormationRules.Decision decision = new FormationRules.Wait("not begun");
  private volatile Optional<BootstrapServer> bootstrap = Optional.empty();
  private volatile Optional<Doorkeeper> doorkeeper = Optional.empty();
  private Optional<Database> database = Optional.empty();

  private Formation(FormationConfig config, IdentityFile file) {
    this.config = config;
    this.file = file;
    this.key = new MasterKeyCheck(config.masterKey());
    this.peers = new Peers(config.http().tls(), key);
  }

  /**
   * Finds out who this member is, which cluster and database it belongs to, and how to get in.
   * Blocks: as long as fewer than a majority of the known members are there, without end.
   *
   * @throws FormationException when the start must stop
   */
  public static Formation begin(FormationConfig config) {
    Formation formation = new Formation(config, IdentityFile.open(config.dataDir()));
    try {
      new FirstSteps(config, formation.peers, formation.file, formation.stopped)
          .run(formation::startBootstrap, formation::keep)
          .apply(formation);
      return formation;
    } catch (RuntimeException e) {
      formation.close();
      throw e;
    }
  }

  private void startBootstrap(Search search) {
    bootstrap =
        Optional.of(BootstrapServer.start(config.http(), key, this::report, search::reason));
  }

  /** Called by the first steps with what they found. */
  void found(Database found, FormationRules.Decision what) {
    database = Optional.of(found);
    decision = what;
    phase = what instanceof FormationRules.Form ? Phase.FORMING : Phase.JOINING;
  }

  /** This member's id, for good. */
  public String memberId() {
    return identity.get().memberId();
  }

  /** The id of the node whose data lies beside this member's identity. */
  public io.miroir.model.NodeId nodeId() {
    return new io.miroir.model.NodeId(identity.get().nodeId());
  }

  public String clusterId() {
    return identity.get().clusterId();
  }

  public Database database() {
    return database.orElseThrow();
  }

  /** What goes on top of {@code application.conf}: addresses, majority, journal, discovery. */
  public Config akkaConfig() {
    return AkkaSettings.of(identity.get(), database(), config.discovery());
  }

  /** Lets go of the HTTP address, right before the real server binds it. Harmless twice. */
  public void releaseHttp() {
    bootstrap.ifPresent(BootstrapServer::close);
    bootstrap = Optional.empty();
  }

  /** Keeps the known members across restarts; for {@code TopologyRoom.start}. */
  public CompletionStage<Void> store(TopologyPart part) {
    MemberIdentity now = identity.get();
    if (part.members().isEmpty() || part.version() <= now.membersVersion()) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(
        () -> keep(me -> me.inCluster(me.clusterId(), part.version(), part.members())), executor);
  }

  /**
   * Joins or forms the cluster. Completes when this member is up and known to the others, or when
   * it must start over.
   */
  public CompletionStage<Entry> enter(ActorSystem<?> system, Topology topology) {
    CompletableFuture<Entry> entry = new CompletableFuture<>();
    doorkeeper = Optional.of(new Doorkeeper(system, topology, this));
    system.systemActorOf(ClusterEntry.create(this, topology, entry), "entry", Props.empty());
    return entry;
  }

  FormationRules.Decision decision() {
    return decision;
  }

  boolean discovers() {
    return config.discovery().isPresent();
  }

  MemberIdentity identity() {
    return identity.get();
  }

  MasterKeyCheck key() {
    return key;
  }

  Optional<Doorkeeper> doorkeeper() {
    return doorkeeper;
  }

  Phase phase() {
    return phase;
  }

  void enterPhase(Phase next) {
    phase = next;
  }

  MemberReport report() {
    return MemberReport.of(identity.get(), phase);
  }

  /** The reports of the other members that answer now; in the background. */
  CompletionStage<List<MemberReport>> askOthers() {
    List<MemberEntry> others = Search.others(identity.get());
    String cluster = clusterId();
    return CompletableFuture.supplyAsync(() -> peers.ask(cluster, others), executor);
  }

  private synchronized MemberIdentity keep(
      java.util.function.UnaryOperator<MemberIdentity> change) {
    MemberIdentity before = identity.get();
    MemberIdentity after = change.apply(before);
    if (!after.equals(before)) {
      file.write(after);
      identity.set(after);
    }
    return after;
  }

  /** Ends whatever is under way and releases the data directory. */
  @Override
  public void close() {
    stopped.countDown();
    releaseHttp();
    peers.close();
    database.ifPresent(Database::release);
    executor.shutdown();
    file.close();
  }
}
