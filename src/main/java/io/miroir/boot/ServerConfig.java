package io.miroir.boot;

import com.typesafe.config.Config;
import io.miroir.routing.NodeEntry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration of a member: read once at start, validated, and handed to the rooms in parts.
 *
 * @param akka what the operator sets of Akka itself
 */
record ServerConfig(
    Path dataDir,
    Serving serving,
    Secrets secrets,
    Clustering clustering,
    NodePlace node,
    Servers servers,
    IndexDefaults indexes,
    Movement movement,
    Optional<String> databaseUrl,
    Limits limits,
    String logLevel,
    boolean replicationParameters,
    OperationsConfig operations,
    Config akka) {

  /**
   * @param production as Meilisearch's {@code --env production}
   */
  record Serving(HostPort address, Optional<Tls> tls, boolean production) {}

  record Tls(Path certificate, Path key) {}

  /**
   * @param adminKey for the routes under {@code /_miroir}; the master key unless set
   */
  record Secrets(Optional<String> masterKey, Optional<String> adminKey) {
    Secrets {
      masterKey.ifPresent(key -> requireKey(Setting.MASTER_KEY, key));
      adminKey.ifPresent(key -> requireKey(Setting.ADMIN_KEY, key));
    }

    private static void requireKey(Setting setting, String key) {
      if (key.isEmpty()) {
        throw new ConfigurationException(setting.flag() + ": expected a key, but it is empty");
      }
    }

    /** Never shows them. */
    @Override
    public String toString() {
      return "Secrets";
    }
  }

  /**
   * @param address port 0 for a free one
   * @param join HTTP addresses of members, any of which tells how to join
   */
  record Clustering(
      HostPort address, HostPort management, List<HostPort> join, Optional<Discovery> discovery) {
    Clustering {
      join = List.copyOf(join);
      if (!join.isEmpty() && discovery.isPresent()) {
        throw new ConfigurationException(
            "expected either --join or --discovery-name, but both are set");
      }
    }
  }

  /**
   * @param members that must be found before they form a new cluster
   */
  record Discovery(String dnsName, int members) {}

  /**
   * @param zone empty when zones are not used
   * @param embedded whether this member's own node holds documents
   */
  record NodePlace(String group, String zone, boolean embedded) {}

  /**
   * Meilisearch servers that are nodes.
   *
   * @param key never shown to clients
   */
  record Servers(List<NodeEntry> nodes, Optional<String> key) {}

  /**
   * @param replicationFactor empty: 1 on one node, else 2
   */
  record IndexDefaults(int shards, OptionalInt replicationFactor, int replicaGroups) {}

  /**
   * @param automatic copies move when nodes come
   * @param healAfter how long a node may be gone before its copies are made elsewhere
   */
  record Movement(boolean automatic, Duration healAfter) {}

  /** In bytes. */
  record Limits(long payloadBytesMax, long indexingBytesMax) {}

  private static final int MASTER_KEY_BYTES_MIN = 16;
  private static final int SHARDS_MAX = 1024;
  private static final int COPIES_MAX = 16;
  private static final int HEAL_AFTER_SECONDS_MAX = 7 * 24 * 3600;
  private static final int MEMBERS_MAX = 1000;
  private static final List<String> LEVELS =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");

  ServerConfig {
    if (serving.production()
        && secrets
            .masterKey()
            .filter(key -> key.getBytes(StandardCharsets.UTF_8).length >= MASTER_KEY_BYTES_MIN)
            .isEmpty()) {
      throw new ConfigurationException(
          "In production mode, you must provide a master key to secure your instance, of at least "
              + MASTER_KEY_BYTES_MIN
              + " bytes. It can be specified via the MIROIR_MASTER_KEY or MEILI_MASTER_KEY"
              + " environment variable or the --master-key launch option.");
    }
  }

  static ServerConfig from(SettingValues values) {
    HostPort http = values.hostPort(Setting.HTTP_ADDR).orElseThrow();
    Path dataDir =
        Path.of(values.text(Setting.DATA_DIR).orElseThrow()).toAbsolutePath().normalize();
    return new ServerConfig(
        dataDir,
        new Serving(http, tls(values), production(values)),
        new Secrets(values.text(Setting.MASTER_KEY), values.text(Setting.ADMIN_KEY)),
        clustering(values, http),
        new NodePlace(
            values.text(Setting.GROUP).orElseThrow(),
            values.text(Setting.ZONE).orElse(""),
            embedded(values)),
        new Servers(ServerNodes.from(values), values.text(Setting.NODE_MASTER_KEY)),
        indexDefaults(values),
        movement(values),
        values.text(Setting.DATABASE),
        limits(values),
        level(values),
        values.on(Setting.EXPERIMENTAL_REPLICATION_PARAMETERS),
        OperationsConfig.from(values, dataDir),
        values.akka());
  }

  private static Optional<Tls> tls(SettingValues values) {
    Optional<Path> certificate = values.text(Setting.SSL_CERT_PATH).map(Path::of);
    Optional<Path> key = values.text(Setting.SSL_KEY_PATH).map(Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      throw new ConfigurationException(
          "expected --ssl-cert-path and --ssl-key-path together, but only one of them is set");
    }
    return certificate.map(path -> new Tls(path, key.orElseThrow()));
  }

  private static boolean embedded(SettingValues values) {
    return switch (values.text(Setting.EMBEDDED_NODE).orElseThrow()) {
      case "on" -> true;
      case "off" -> false;
      default -> throw values.wrong(Setting.EMBEDDED_NODE, "on or off");
    };
  }

  private static boolean production(SettingValues values) {
    return switch (values.text(Setting.ENV).orElseThrow()) {
      case "production" -> true;
      case "development" -> false;
      default -> throw values.wrong(Setting.ENV, "development or production");
    };
  }

  private static Clustering clustering(SettingValues values, HostPort http) {
    HostPort address =
        values
            .hostPort(Setting.CLUSTER_ADDR)
            .orElseGet(() -> new HostPort(reachable(http.host()), 0));
    if (address.isWildcard()) {
      throw values.wrong(Setting.CLUSTER_ADDR, "an address that the other members can reach");
    }
    Optional<Discovery> discovery =
        values
            .text(Setting.DISCOVERY_NAME)
            .map(
                name ->
                    new Discovery(
                        name,
                        values.number(Setting.DISCOVERY_MEMBERS, 1, MEMBERS_MAX).orElseThrow()));
    List<HostPort> join =
        values.all(Setting.JOIN).stream()
            .map(
                text ->
                    HostPort.parse(text)
                        .orElseThrow(
                            () ->
                                new ConfigurationException(
                                    values.source(Setting.JOIN)
                                        + ": expected HOST:PORT, found '"
                                        + text
                                        + "'")))
            .toList();
    return new Clustering(
        address,
        values.hostPort(Setting.MANAGEMENT_ADDR).orElse(new HostPort("127.0.0.1", 0)),
        join,
        discovery);
  }

  /** A host that serves on all its addresses is reached under its own name's. */
  private static String reachable(String host) {
    if (!new HostPort(host, 0).isWildcard()) {
      return host;
    }
    try {
      return InetAddress.getLocalHost().getHostAddress();
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "cannot find this machine's own address (" + e.getMessage() + "): set --cluster-addr");
    }
  }

  private static IndexDefaults indexDefaults(SettingValues values) {
    return new IndexDefaults(
        values.number(Setting.SHARDS, 1, SHARDS_MAX).orElseThrow(),
        values
            .number(Setting.REPLICATION_FACTOR, 1, COPIES_MAX)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        values.number(Setting.REPLICA_GROUPS, 1, COPIES_MAX).orElseThrow());
  }

  private static Movement movement(SettingValues values) {
    boolean automatic =
        switch (values.text(Setting.REBALANCE).orElseThrow()) {
          case "auto" -> true;
          case "manual" -> false;
          default -> throw values.wrong(Setting.REBALANCE, "auto or manual");
        };
    int seconds = values.number(Setting.HEAL_AFTER, 1, HEAL_AFTER_SECONDS_MAX).orElseThrow();
    return new Movement(automatic, Duration.ofSeconds(seconds));
  }

  private static Limits limits(SettingValues values) {
    return new Limits(
        values.bytes(Setting.HTTP_PAYLOAD_SIZE_LIMIT).orElseThrow(),
        values.bytes(Setting.MAX_INDEXING_MEMORY).orElse(Runtime.getRuntime().maxMemory() / 4));
  }

  private static String level(SettingValues values) {
    String level = values.text(Setting.LOG_LEVEL).orElseThrow().toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw values.wrong(Setting.LOG_LEVEL, "one of " + String.join(", ", LEVELS));
    }
    return level;
  }
}
