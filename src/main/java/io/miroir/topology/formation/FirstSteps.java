package io.miroir.topology.formation;

import io.miroir.topology.persistence.Database;
import io.miroir.topology.persistence.DatabaseUrl;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a member does before it has an actor system: by what lies in its data directory it is a
 * member that comes back, one that was told whom to join, one that finds others by DNS, or the
 * first of a new cluster.
 */
final class FirstSteps {
  private static final Logger LOG = LoggerFactory.getLogger(FirstSteps.class);

  private final FormationConfig config;
  private final Peers peers;
  private final IdentityFile file;
  private final CountDownLatch stopped;

  /** Stores a changed identity and answers with it. */
  private interface Keeper {
    MemberIdentity apply(UnaryOperator<MemberIdentity> change);
  }

  private Keeper keep;
  private Optional<Database> opened = Optional.empty();

  FirstSteps(FormationConfig config, Peers peers, IdentityFile file, CountDownLatch stopped) {
    this.config = config;
    this.peers = peers;
    this.file = file;
    this.stopped = stopped;
  }

  /** The outcome, as a call on the formation. */
  record Found(Database database, FormationRules.Decision decision) {
    void apply(Formation formation) {
      formation.found(database, decision);
    }
  }

  /**
   * @param waiting told when others may have to be waited for
   * @param store changes the identity durably; whatever it was before
   */
  Found run(
      Consumer<Search> waiting, Function<UnaryOperator<MemberIdentity>, MemberIdentity> store) {
    this.keep = store::apply;
    try {
      return decide(waiting, store);
    } catch (RuntimeException e) {
      opened.ifPresent(Database::release);
      throw e;
    }
  }

  private Database open(DatabaseUrl url) {
    Database database = Database.at(url);
    opened = Optional.of(database);
    return database;
  }

  private Found decide(
      Consumer<Search> waiting, Function<UnaryOperator<MemberIdentity>, MemberIdentity> store) {
    Optional<MemberIdentity> before = file.read();
    MemberIdentity self = store.apply(none -> addressed(before.orElseGet(FirstSteps::fresh)));
    if (!self.clusterId().isEmpty()) {
      return comeBack(self, waiting);
    }
    if (config.discovery().isPresent()) {
      return discover(self);
    }
    return config.join().isEmpty() ? found(self) : join(self);
  }

  private static MemberIdentity fresh() {
    return new MemberIdentity(id("m"), id("n"), "", "", false, "", "", 0, List.of());
  }

  private static String id(String prefix) {
    return prefix + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
  }

  /** With the addresses of this start; the port of the last one is kept if it can be. */
  private MemberIdentity addressed(MemberIdentity self) {
    String host = config.clusterAddress().host();
    int stored =
        self.clusterAddress().isEmpty()
            ? 0
            : FormationConfig.Address.parse(self.clusterAddress()).port();
    int port = Ports.choose(host, config.clusterAddress().port(), stored);
    return self.at(
        config.http().reached().toString(), new FormationConfig.Address(host, port).toString());
  }

  private Found comeBack(MemberIdentity self, Consumer<Search> waiting) {
    refuseOtherCluster(self);
    DatabaseUrl url = DatabaseCheck.url(config, Optional.of(self.database()));
    Database database = open(url);
    FormationRules.Decision decision = new FormationRules.Join(List.of());
    if (config.discovery().isEmpty()) {
      Search search = new Search(peers, newest -> keep.apply(old -> newest), stopped);
      if (self.members().size() > 1) {
        waiting.accept(search);
      }
      decision = search.run(self);
    }
    DatabaseCheck check = new DatabaseCheck(database, stopped);
    if (self.databaseMade()) {
      check.belongs(self.clusterId());
    } else {
      check.refuseOther(self.clusterId(), check.make(self.clusterId()));
    }
    keep.apply(me -> me.withDatabase(url.jdbc(), true));
    return new Found(database, decision);
  }

  /** An address to join that leads into another cluster is a mistake to be told, not to ignore. */
  private void refuseOtherCluster(MemberIdentity self) {
    for (FormationConfig.Address address : config.join()) {
      Optional<MemberReport> report = peers.report(address.toString()).join();
      String other = report.map(MemberReport::clusterId).orElse("");
      if (!other.isEmpty() && !other.equals(self.clusterId())) {
        throw new FormationException(
            ("the data in %s belongs to cluster %s, but %s is of cluster %s: use an empty data"
                    + " directory to join that one")
                .formatted(config.dataDir(), self.clusterId(), address, other));
      }
    }
  }

  /**
   * The first member of a new cluster. Stored before the database, so that a crash can't part them.
   */
  private Found found(MemberIdentity self) {
    DatabaseUrl url = DatabaseCheck.url(config, Optional.empty());
    MemberIdentity founder =
        keep.apply(
            me -> me.inCluster(id("c"), 0, List.of(self.self())).withDatabase(url.jdbc(), false));
    Database database = open(url);
    DatabaseCheck check = new DatabaseCheck(database, stopped);
    String owner = check.make(founder.clusterId());
    if (!owner.equals(founder.clusterId())) {
      keep.apply(me -> me.inCluster("", 0, List.of()).withDatabase("", false));
      check.refuseOther(founder.clusterId(), owner);
    }
    keep.apply(me -> me.withDatabase(url.jdbc(), true));
    LOG.info("founding cluster {}", founder.clusterId());
    return new Found(database, new FormationRules.Form());
  }

  private Found join(MemberIdentity self) {
    JoinAnswer answer =
        new Admission(peers, stopped)
            .ask(
                config.join(),
                new JoinRequest(self.memberId(), self.httpAddress(), self.clusterAddress()));
    DatabaseUrl url = DatabaseCheck.url(config, Optional.of(answer.database()));
    Database database = open(url);
    new DatabaseCheck(database, stopped).reachableFromHere(answer.clusterId());
    keep.apply(
        me ->
            me.inCluster(answer.clusterId(), answer.membersVersion(), answer.members())
                .withDatabase(url.jdbc(), true));
    LOG.info("joining cluster {}", answer.clusterId());
    return new Found(database, new FormationRules.Join(answer.seeds()));
  }

  /** Which cluster it is, the database tells: the first of those who find each other names it. */
  private Found discover(MemberIdentity self) {
    DatabaseUrl url = DatabaseCheck.url(config, Optional.empty());
    if (url.embedded()) {
      throw new FormationException(
          "members that find each other by DNS need a database that all of them reach: --database"
              + " postgresql://USER:PASSWORD@HOST:5432/NAME");
    }
    Database database = open(url);
    String cluster = new DatabaseCheck(database, stopped).make(id("c"));
    keep.apply(me -> me.inCluster(cluster, 0, List.of(self.self())).withDatabase(url.jdbc(), true));
    return new Found(database, new FormationRules.Join(List.of()));
  }
}
