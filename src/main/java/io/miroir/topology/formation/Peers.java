package io.miroir.topology.formation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.miroir.routing.MemberEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other members over HTTP, before there is a cluster that messages could go through. */
final class Peers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration STATE_TIMEOUT = Duration.ofSeconds(2);

  /** The cluster stores the new member and waits for all to confirm it. */
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(20);

  private static final ObjectMapper JSON = new ObjectMapper();
  static final String STATE_PATH = "/_miroir/cluster/state";
  static final String JOIN_PATH = "/_miroir/cluster/join";

  /** What came of asking to join. */
  sealed interface JoinOutcome {}

  record Admitted(JoinAnswer answer) implements JoinOutcome {}

  /** Asking again, or another member, may help. */
  record NotNow(String reason) implements JoinOutcome {}

  record Forbidden(String reason) implements JoinOutcome {}

  private final HttpClient client;
  private final String scheme;
  private final MasterKeyCheck key;

  Peers(Optional<SSLContext> tls, MasterKeyCheck key) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
    this.scheme = tls.isPresent() ? "https://" : "http://";
    this.key = key;
  }

  /** The reports of those of these members that answer and belong to the cluster. */
  List<MemberReport> ask(String clusterId, List<MemberEntry> members) {
    List<CompletableFuture<Optional<MemberReport>>> answers =
        members.stream().map(member -> report(member.httpAddress())).toList();
    return answers.stream()
        .map(CompletableFuture::join)
        .flatMap(Optional::stream)
        .filter(report -> report.clusterId().equals(clusterId))
        .toList();
  }

  /** Empty when nobody answers there, or not as a member would. */
  CompletableFuture<Optional<MemberReport>> report(String httpAddress) {
    HttpRequest request = request(httpAddress, STATE_PATH, STATE_TIMEOUT).GET().build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .handle(
            (response, failure) -> {
              if (failure != null || response.statusCode() != 200) {
                LOG.debug("no state from {}: {}", httpAddress, failure);
                return Optional.<MemberReport>empty();
              }
              return parsed(response.body());
            });
  }

  private static Optional<MemberReport> parsed(byte[] body) {
    try {
      return Optional.of(JSON.readValue(body, MemberReport.class));
    } catch (IOException e) {
      LOG.warn("a member's state can't be read", e);
      return Optional.empty();
    }
  }

  JoinOutcome join(String httpAddress, JoinRequest self) {
    try {
      HttpRequest request =
          request(httpAddress, JOIN_PATH, JOIN_TIMEOUT)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(self)))
              .build();
      HttpResponse<byte[]> response =
          client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).join();
      return outcome(httpAddress, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (CompletionException e) {
      return new NotNow(httpAddress + ": " + e.getCause());
    }
  }

  private static JoinOutcome outcome(String httpAddress, HttpResponse<byte[]> response)
      throws IOException {
    return switch (response.statusCode()) {
      case 200 -> new Admitted(JSON.readValue(response.body(), JoinAnswer.class));
      case 401, 403 ->
          new Forbidden(httpAddress + " refuses: this member has not the cluster's master key");
      default -> new NotNow(httpAddress + " answers " + response.statusCode());
    };
  }

  private HttpRequest.Builder request(String httpAddress, String path, Duration timeout) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(scheme + httpAddress + path)).timeout(timeout);
    key.header().ifPresent(value -> builder.header("Authorization", value));
    return builder;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
