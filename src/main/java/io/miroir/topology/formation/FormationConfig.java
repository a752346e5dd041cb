package io.miroir.topology.formation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What a member must be told to find its cluster.
 *
 * @param http where this member's HTTP API is bound and where others reach it
 * @param clusterAddress host and port of the cluster's own protocol; port 0 for the stored one, or
 *     a free one
 * @param join HTTP addresses of members, tried in turn on the first start
 * @param databaseUrl empty: embedded under the data directory, or that of the cluster that is
 *     joined
 */
public record FormationConfig(
    Path dataDir,
    Http http,
    Address clusterAddress,
    List<Address> join,
    Optional<String> masterKey,
    Optional<String> databaseUrl,
    Optional<Discovery> discovery) {

  public FormationConfig {
    join = List.copyOf(join);
  }

  /**
   * @param bind where to listen
   * @param reached how other members reach it
   * @param tls with the member's certificate, trusting those of the others; empty for plain HTTP
   */
  public record Http(Address bind, Address reached, Optional<SSLContext> tls) {}

  /** A host (name or IP address, without brackets) and a port. */
  public record Address(String host, int port) {

    /**
     * @throws IllegalArgumentException unless it is {@code host:port}
     */
    public static Address parse(String text) {
      int colon = text.lastIndexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("expected HOST:PORT, found " + text);
      }
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      return new Address(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * Members find each other by DNS instead of by what they stored (Kubernetes).
   *
   * @param dnsName of the headless service
   * @param members that must be found before they form a new cluster
   */
  public record Discovery(String dnsName, int members) {}
}
