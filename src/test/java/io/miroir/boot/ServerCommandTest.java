package io.miroir.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServerCommandTest {
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final AtomicReference<ServerConfig> started = new AtomicReference<>();
  private final StringWriter errors = new StringWriter();
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("miroir.conf");
  }

  private int run(String... arguments) {
    CommandLine line =
        Main.commandLine(
            environment,
            file,
            config -> {
              started.set(config);
              return 0;
            });
    line.setErr(new PrintWriter(errors, true));
    return line.execute(arguments);
  }

  private ServerConfig config(String... flags) {
    String[] arguments = new String[flags.length + 1];
    arguments[0] = "server";
    System.arraycopy(flags, 0, arguments, 1, flags.length);
    assertThat(run(arguments)).as("exit code; %s", errors).isZero();
    return started.get();
  }

  private void refused(String message, String... arguments) {
    assertThat(run(arguments)).isEqualTo(2);
    assertThat(started.get()).as("nothing started").isNull();
    assertThat(errors.toString()).contains(message).doesNotContain("\tat ");
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }

  @Test
  void aloneByDefault() {
    ServerConfig config = config();
    assertThat(config.serving().address()).isEqualTo(new HostPort("127.0.0.1", 7700));
    assertThat(config.clustering().address()).isEqualTo(new HostPort("127.0.0.1", 0));
    assertThat(config.clustering().join()).isEmpty();
    assertThat(config.dataDir()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(config.limits().payloadBytesMax()).isEqualTo(100_000_000);
    assertThat(config.indexes().shards()).isEqualTo(16);
    assertThat(config.indexes().replicationFactor()).isEmpty();
    assertThat(config.databaseUrl()).isEmpty();
  }

  @Test
  void flagsWinOverVariablesAndVariablesOverKeys() throws IOException {
    write("shards = 3, zone = file, group = file");
    environment.put("MIROIR_SHARDS", "4");
    environment.put("MIROIR_ZONE", "variable");
    ServerConfig config = config("--shards", "5");
    assertThat(config.indexes().shards()).isEqualTo(5);
    assertThat(config.node().zone()).isEqualTo("variable");
    assertThat(config.node().group()).isEqualTo("file");
  }

  @Test
  void meilisearchVariablesAreUnderstoodAndOursWin() {
    environment.put("MEILI_MASTER_KEY", "theirs");
    environment.put("MEILI_DB_PATH", "/var/lib/there");
    environment.put("MEILI_HTTP_ADDR", "localhost:7777");
    environment.put("MIROIR_MASTER_KEY", "ours");
    environment.put("MEILI_SCHEDULE_SNAPSHOT", "not for us");
    ServerConfig config = config();
    assertThat(config.secrets().masterKey()).contains("ours");
    assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/there"));
    assertThat(config.serving().address()).isEqualTo(new HostPort("localhost", 7777));
  }

  @Test
  void anUnknownNameStopsTheStartWhereverItStands() throws IOException {
    refused("'--http-adr'", "server", "--http-adr", "x");
    environment.put("MIROIR_HTTP_ADR", "x");
    refused("unknown variable of the environment: MIROIR_HTTP_ADR", "server");
    environment.clear();
    write("http-adr = x");
    refused("unknown key 'http-adr' in " + file, "server");
  }

  @Test
  void aWrongValueNamesItsPlaceAndWhatWasExpected() throws IOException {
    refused("--shards: expected a number from 1 to 1024, found '0'", "server", "--shards", "0");
    refused("--env: expected development or production", "server", "--env", "prod");
    refused("--join: expected HOST:PORT, found 'there'", "server", "--join", "there");
    environment.put("MEILI_HTTP_PAYLOAD_SIZE_LIMIT", "much");
    refused("MEILI_HTTP_PAYLOAD_SIZE_LIMIT: expected a size", "server");
    environment.clear();
    write("log-level = loud");
    refused("'log-level' in " + file + ": expected one of OFF", "server");
    refused("--config: expected a configuration file", "server", "--config", "/nowhere");
  }

  @Test
  void productionWantsALongMasterKey() {
    refused("you must provide a master key", "server", "--env", "production");
    refused("at least 16 bytes", "server", "--env", "production", "--master-key", "short");
    config("--env", "production", "--master-key", "0123456789abcdef");
  }

  @Test
  void membersToJoinMayBeRepeatedInEveryPlace() throws IOException {
    HostPort one = new HostPort("10.0.0.1", 7700);
    HostPort two = new HostPort("10.0.0.2", 7701);
    assertThat(
            config("--join", "10.0.0.1:7700", "--join", "http://10.0.0.2:7701/")
                .clustering()
                .join())
        .isEqualTo(List.of(one, two));
    environment.put("MIROIR_JOIN", "10.0.0.1:7700, 10.0.0.2:7701");
    assertThat(config().clustering().join()).isEqualTo(List.of(one, two));
    environment.clear();
    write("join = [\"10.0.0.1:7700\", \"10.0.0.2:7701\"], akka.loglevel = DEBUG");
    assertThat(config().clustering().join()).isEqualTo(List.of(one, two));
    assertThat(started.get().akka().getString("akka.loglevel")).isEqualTo("DEBUG");
  }

  @Test
  void theClusterNeedsAnAddressThatOthersReach() {
    refused("can reach", "server", "--cluster-addr", "0.0.0.0:25520");
    assertThat(config("--http-addr", "0.0.0.0:7700").clustering().address().host())
        .isNotEqualTo("0.0.0.0");
  }

  @Test
  void aCertificateNeedsItsKey() {
    refused("together", "server", "--ssl-cert-path", "a.pem");
    assertThat(config("--ssl-cert-path", "a.pem", "--ssl-key-path", "b.pem").serving().tls())
        .isPresent();
  }

  @Test
  void theShippedFileSaysOnlyKnownKeys() throws IOException {
    String shipped = Files.readString(Path.of("conf/miroir.conf"));
    write(shipped.replaceAll("(?m)^# ([a-z-]+ =)", "$1").replace("discovery-", "# discovery-"));
    config();
    for (Setting setting : Setting.values()) {
      boolean forTrials = setting.isSwitch() || setting == Setting.CONFIG;
      assertThat(forTrials || shipped.contains(setting.key() + " = ")).as(setting.key()).isTrue();
    }
  }
}
