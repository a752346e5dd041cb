package io.miroir.topology.formation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.miroir.routing.MemberEntry;
import java.util.List;

/**
 * What a member tells of itself to others that look for their cluster.
 *
 * @param membersVersion topology version of the list of members it knows
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record MemberReport(
    String clusterId,
    String memberId,
    String clusterAddress,
    Phase phase,
    long membersVersion,
    List<MemberEntry> members) {

  MemberReport {
    members = List.copyOf(members);
  }

  static MemberReport of(MemberIdentity identity, Phase phase) {
    return new MemberReport(
        identity.clusterId(),
        identity.memberId(),
        identity.clusterAddress(),
        phase,
        identity.membersVersion(),
        identity.members());
  }
}
