package io.miroir.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** The configuration of the actor system. */
final class AkkaConfig {
  private AkkaConfig() {}

  /** What the operator sets of Akka wins over addresses and database, these over what we fix. */
  static Config of(ServerConfig config, Config database) {
    HostPort cluster = config.clustering().address();
    HostPort management = config.clustering().management();
    Config addresses =
        ConfigFactory.parseMap(
            Map.of(
                "akka.remote.artery.canonical.hostname", cluster.host(),
                "akka.remote.artery.canonical.port", cluster.port(),
                "akka.management.http.hostname", management.host(),
                "akka.management.http.port", management.port()));
    return config
        .akka()
        .withFallback(addresses)
        .withFallback(database)
        .withFallback(ConfigFactory.load())
        .resolve();
  }
}
