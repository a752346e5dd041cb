package io.miroir.topology.formation;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.miroir.topology.persistence.Database;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What formation decides of Akka's configuration. */
final class AkkaSettings {
  private AkkaSettings() {}

  static Config of(
      MemberIdentity self, Database database, Optional<FormationConfig.Discovery> discovery) {
    FormationConfig.Address address = FormationConfig.Address.parse(self.clusterAddress());
    Map<String, Object> settings = new HashMap<>();
    settings.put("akka.remote.artery.canonical.hostname", address.host());
    settings.put("akka.remote.artery.canonical.port", address.port());
    // No cluster is up before so many are in it: the guard against two clusters of the same
    // members.
    settings.put("akka.cluster.min-nr-of-members", self.majority());
    discovery.ifPresent(
        found -> {
          String prefix = "akka.management.cluster.bootstrap.contact-point-discovery.";
          settings.put(prefix + "service-name", found.dnsName());
          settings.put(prefix + "discovery-method", "akka-dns");
          settings.put(prefix + "required-contact-point-nr", found.members());
        });
    return ConfigFactory.parseMap(settings).withFallback(database.akkaConfig());
  }
}
