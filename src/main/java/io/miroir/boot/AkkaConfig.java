package io.miroir.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** The configuration of the actor system. */
final class AkkaConfig {
  private AkkaConfig() {}

  /**
   * What the operator sets of Akka wins over addresses and database, these over what we fix.
   *
   * @param formation the cluster's own address and the journal
   */
  static Config of(ServerConfig config, Config formation) {
    HostPort management = config.clustering().management();
    Config routes =
        ConfigFactory.parseMap(
            Map.of(
                "akka.management.http.hostname", management.host(),
                "akka.management.http.port", management.port()));
    return config
        .akka()
        .withFallback(routes)
        .withFallback(formation)
        .withFallback(ConfigFactory.load())
        .resolve();
  }
}
