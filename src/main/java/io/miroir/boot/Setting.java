package io.miroir.boot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every option of a member, under one name in three places: {@code --http-addr}, {@code
 * MIROIR_HTTP_ADDR}, and {@code http-addr} in the configuration file. What an option needs to exist
 * stands in one line here and one in {@link ServerConfig}.
 */
enum Setting {
  CONFIG("FILE", "", "configuration file; by default conf/miroir.conf beside the program"),
  HTTP_ADDR("HOST:PORT", "127.0.0.1:7700", "where clients are served", "MEILI_HTTP_ADDR"),
  CLUSTER_ADDR("HOST:PORT", "", "the cluster's own port; by default a free one on the same host"),
  MANAGEMENT_ADDR(
      "HOST:PORT", "", "Akka Management's read-only routes; by default a free port on loopback"),
  DATA_DIR("DIR", "data", "everything that is kept", "MEILI_DB_PATH"),
  MASTER_KEY("KEY", "", "protects the API; at least 16 bytes in production", "MEILI_MASTER_KEY"),
  ADMIN_KEY("KEY", "", "for the routes under /_miroir; by default the master key"),
  ENV("NAME", "development", "development or production", "MEILI_ENV"),
  JOIN("HOST:PORT", "", "HTTP address of any member of the cluster to join; may be repeated"),
  DISCOVERY_NAME("DNS-NAME", "", "form the cluster of the members found under this DNS name"),
  DISCOVERY_MEMBERS(
      "N", "3", "with a discovery name: members that must be found to form a cluster"),
  REPLICATION_FACTOR("N", "", "copies of a shard in new indexes; by default 1 on one node, else 2"),
  SHARDS("N", "16", "shards of new indexes"),
  REPLICA_GROUPS("N", "1", "groups of nodes that each hold every shard of new indexes"),
  REBALANCE("MODE", "auto", "whether copies move by themselves when nodes come: auto or manual"),
  HEAL_AFTER(
      "SECONDS", "60", "how long a node may be gone before its copies are made on other nodes"),
  GROUP("NAME", "default", "replica group of this member's node"),
  NODE(
      "ID=URL[,group=G][,zone=Z]",
      "",
      "a Meilisearch server that is a search node; may be repeated"),
  EMBEDDED_NODE("on|off", "on", "whether this member holds documents itself"),
  NODE_MASTER_KEY("KEY", "", "master key of the Meilisearch servers that are nodes"),
  ZONE("NAME", "", "zone of this member's node; copies of a shard are spread over zones"),
  DATABASE("URL", "", "JDBC URL; by default an embedded H2 under the data directory"),
  HTTP_PAYLOAD_SIZE_LIMIT(
      "SIZE", "100MB", "largest body of a request", "MEILI_HTTP_PAYLOAD_SIZE_LIMIT"),
  MAX_INDEXING_MEMORY(
      "SIZE",
      "",
      "memory for documents that wait to be written; by default a quarter of the heap",
      "MEILI_MAX_INDEXING_MEMORY"),
  LOG_LEVEL("LEVEL", "INFO", "OFF, ERROR, WARN, INFO, DEBUG or TRACE", "MEILI_LOG_LEVEL"),
  SSL_CERT_PATH("FILE", "", "PEM certificate chain: serve HTTPS", "MEILI_SSL_CERT_PATH"),
  SSL_KEY_PATH("FILE", "", "PEM private key of the certificate", "MEILI_SSL_KEY_PATH"),
  TASK_WEBHOOK_URL("URL", "", "finished tasks are reported there, too", "MEILI_TASK_WEBHOOK_URL"),
  TASK_WEBHOOK_AUTHORIZATION_HEADER(
      "TEXT",
      "",
      "the Authorization header of those reports",
      "MEILI_TASK_WEBHOOK_AUTHORIZATION_HEADER"),
  WEBHOOK_LOCAL_ADDRESSES("", "false", "webhooks may call addresses of this machine and its link"),
  DUMP_DIR("DIR", "", "of dumps; by default dumps under the data directory", "MEILI_DUMP_DIR"),
  SNAPSHOT_DIR(
      "DIR",
      "",
      "of snapshots; by default snapshots under the data directory",
      "MEILI_SNAPSHOT_DIR"),
  IMPORT_DUMP("FILE", "", "fill the empty cluster from this dump", "MEILI_IMPORT_DUMP"),
  IGNORE_MISSING_DUMP(
      "",
      "false",
      "start without the dump to import if there is none",
      "MEILI_IGNORE_MISSING_DUMP"),
  IGNORE_DUMP_IF_DB_EXISTS(
      "",
      "false",
      "do not import the dump if the cluster is not empty",
      "MEILI_IGNORE_DUMP_IF_DB_EXISTS"),
  IMPORT_SNAPSHOT("FILE", "", "fill the empty cluster from this snapshot", "MEILI_IMPORT_SNAPSHOT"),
  IGNORE_MISSING_SNAPSHOT(
      "",
      "false",
      "start without the snapshot to import if there is none",
      "MEILI_IGNORE_MISSING_SNAPSHOT"),
  IGNORE_SNAPSHOT_IF_DB_EXISTS(
      "",
      "false",
      "do not import the snapshot if the cluster is not empty",
      "MEILI_IGNORE_SNAPSHOT_IF_DB_EXISTS"),
  EXPERIMENTAL_ENABLE_METRICS(
      "",
      "false",
      "switches the experimental feature metrics on",
      "MEILI_EXPERIMENTAL_ENABLE_METRICS"),
  EXPERIMENTAL_ENABLE_LOGS_ROUTE(
      "",
      "false",
      "switches the experimental feature logsRoute on",
      "MEILI_EXPERIMENTAL_ENABLE_LOGS_ROUTE"),
  EXPERIMENTAL_CONTAINS_FILTER(
      "",
      "false",
      "switches the experimental feature containsFilter on",
      "MEILI_EXPERIMENTAL_CONTAINS_FILTER"),
  EXPERIMENTAL_REPLICATION_PARAMETERS(
      "",
      "false",
      "accepted; the headers TaskId and DryRun are not understood yet",
      "MEILI_EXPERIMENTAL_REPLICATION_PARAMETERS"),
  NO_ANALYTICS(
      "", "false", "accepted for Meilisearch's sake: nothing is ever sent", "MEILI_NO_ANALYTICS");

  private final String argument;
  private final String fallback;
  private final String description;
  private final List<String> meiliNames;

  Setting(String argument, String fallback, String description, String... meiliNames) {
    this.argument = argument;
    this.fallback = fallback;
    this.description = description;
    this.meiliNames = List.of(meiliNames);
  }

  /** As in the configuration file; a flag has two dashes before it. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String flag() {
    return "--" + key();
  }

  String variable() {
    return "MIROIR_" + name();
  }

  /** The variable of ours, then those of Meilisearch that mean the same. */
  Stream<String> variables() {
    return Stream.concat(Stream.of(variable()), meiliNames.stream());
  }

  /** What the value is, for the help; empty for a switch, which takes none. */
  String argument() {
    return argument;
  }

  boolean isSwitch() {
    return argument.isEmpty();
  }

  boolean isRepeatable() {
    return this == JOIN || this == NODE;
  }

  Optional<String> fallback() {
    return fallback.isEmpty() ? Optional.empty() : Optional.of(fallback);
  }

  String description() {
    return description;
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> setting.key().equals(key)).findFirst();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values())
        .filter(setting -> setting.variables().anyMatch(variable::equals))
        .findFirst();
  }
}
