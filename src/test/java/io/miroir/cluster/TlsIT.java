package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.ctl.Poll;
import io.miroir.http.Certificates;
import io.miroir.http.HttpConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that serve HTTPS, and find each other by it. */
class TlsIT {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void twoMembersServeHttpsAndFormACluster() throws Exception {
    HttpConfig.Tls files = certificate();
    int one = freePort();
    int two = freePort();
    start(files, "one", one);
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(Certificates.context(files)).build()) {
      awaitOk(http, one, "/health");
      start(files, "two", two, "--join", "127.0.0.1:" + one);
      awaitOk(http, two, "/_miroir/ready");
      assertThat(get(http, two, "/_miroir/topology").orElseThrow().split("\"id\"")).hasSize(3);
    }
  }

  /** A certificate of its own, for loopback, as PEM files. */
  private HttpConfig.Tls certificate() throws Exception {
    Path store = folder.resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new HttpConfig.Tls(
        pem("CERTIFICATE", "chain.pem", keys.getCertificate("server").getEncoded()),
        pem("PRIVATE KEY", "key.pem", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  private Path pem(String kind, String name, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void start(HttpConfig.Tls files, String name, int port, String... flags)
      throws IOException {
    List<String> command = new ArrayList<>(ClusterProcesses.program());
    command.addAll(
        List.of(
            "server",
            "--http-addr",
            "127.0.0.1:" + port,
            "--data-dir",
            folder.resolve(name).toString(),
            "--ssl-cert-path",
            files.certificate().toString(),
            "--ssl-key-path",
            files.key().toString()));
    command.addAll(List.of(flags));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start());
  }

  private void awaitOk(HttpClient http, int port, String path) {
    assertThat(Poll.until(Duration.ofSeconds(90), () -> get(http, port, path)))
        .as("%s of %d", path, port)
        .isPresent();
  }

  /** The body of an answer with status 200. */
  private static Optional<String> get(HttpClient http, int port, String path) {
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
