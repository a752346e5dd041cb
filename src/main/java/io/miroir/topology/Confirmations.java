package io.miroir.topology;

import io.miroir.topology.tables.TableInUse;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which versions each member uses, as it told last. Not thread-safe. */
final class Confirmations {
  private record Versions(long topology, long catalog) {}

  private final Map<String, Versions> byMember = new HashMap<>();

  void on(TableInUse confirmed) {
    byMember.put(
        confirmed.member(), new Versions(confirmed.topologyVersion(), confirmed.catalogVersion()));
  }

  /** Whether every one of these members uses versions at least this new. */
  boolean cover(Set<String> members, long topologyVersion, long catalogVersion) {
    return members.stream()
        .map(byMember::get)
        .allMatch(
            v -> v != null && v.topology() >= topologyVersion && v.catalog() >= catalogVersion);
  }

  void keepOnly(Set<String> members) {
    byMember.keySet().retainAll(members);
  }
}
