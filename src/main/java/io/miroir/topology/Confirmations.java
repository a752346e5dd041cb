package io.miroir.topology;

import io.miroir.topology.tables.TableInUse;
import io.miroir.topology.tables.TableNoted;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which versions each member uses, as it told last. Not thread-safe. */
final class Confirmations {
  private record Versions(long topology, long catalog, Instant at) {}

  private final Map<String, Versions> byMember = new HashMap<>();
  private final Instant start;

  /**
   * @param start before it, members may have been told that others wait for them
   */
  Confirmations(Instant start) {
    this.start = start;
  }

  void on(TableInUse confirmed, Instant now) {
    byMember.put(
        confirmed.member(),
        new Versions(confirmed.topologyVersion(), confirmed.catalogVersion(), now));
  }

  /**
   * Whether every member that may serve reads uses versions at least this new: the reachable ones,
   * and any other that confirmed a table so lately that it still counts on its table.
   */
  boolean cover(ClusterMembers members, long topologyVersion, long catalogVersion, Instant now) {
    return serving(members, now).stream()
        .map(byMember::get)
        .allMatch(v -> covers(v, topologyVersion, catalogVersion));
  }

  private static boolean covers(Versions used, long topologyVersion, long catalogVersion) {
    return used != null && used.topology() >= topologyVersion && used.catalog() >= catalogVersion;
  }

  /** The members that keep {@link #cover} from being true, for operators. */
  String behind(ClusterMembers members, long topologyVersion, long catalogVersion, Instant now) {
    return serving(members, now).stream()
        .filter(member -> !covers(byMember.get(member), topologyVersion, catalogVersion))
        .sorted()
        .map(this::inUse)
        .collect(Collectors.joining(", "));
  }

  private String inUse(String member) {
    Versions used = byMember.get(member);
    return used == null
        ? member + " has told of none"
        : "%s uses %d/%d".formatted(member, used.topology(), used.catalog());
  }

  private Set<String> serving(ClusterMembers members, Instant now) {
    Set<String> serving = new HashSet<>(members.unique());
    if (counts(start, now)) {
      serving.addAll(members.silent());
    }
    byMember.forEach(
        (member, versions) -> {
          if (counts(versions.at(), now)) {
            serving.add(member);
          }
        });
    return serving;
  }

  private static boolean counts(Instant since, Instant now) {
    return now.isBefore(since.plus(TableNoted.LEASE));
  }

  void forgetAllBut(ClusterMembers members, Instant now) {
    byMember.keySet().retainAll(serving(members, now));
  }
}
