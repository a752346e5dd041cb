package io.miroir.topology.formation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.miroir.routing.MemberEntry;
import java.util.List;

/**
 * Who a member is and whom it knows, as stored under its data directory.
 *
 * @param memberId of this data directory, for good
 * @param nodeId of the embedded node whose data lies beside
 * @param clusterId the cluster this data belongs to; empty while a first join is under way
 * @param database URL of the cluster's database
 * @param databaseMade whether the database was seen with this cluster's id once: from then on a
 *     missing one is an error, never a reason to make a new one
 * @param httpAddress where this member's API was reached last
 * @param clusterAddress of the cluster's own protocol, kept across restarts
 * @param membersVersion topology version of the list of members
 * @param members all the cluster knows, this one included
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MemberIdentity(
    String memberId,
    String nodeId,
    String clusterId,
    String database,
    boolean databaseMade,
    String httpAddress,
    String clusterAddress,
    long membersVersion,
    List<MemberEntry> members) {

  public MemberIdentity {
    members = List.copyOf(members);
  }

  MemberEntry self() {
    return new MemberEntry(memberId, httpAddress, clusterAddress);
  }

  /** How many of the known members make a majority. */
  int majority() {
    return members.size() / 2 + 1;
  }

  MemberIdentity inCluster(String cluster, long version, List<MemberEntry> known) {
    return new MemberIdentity(
        memberId,
        nodeId,
        cluster,
        database,
        databaseMade,
        httpAddress,
        clusterAddress,
        version,
        known);
  }

  MemberIdentity withDatabase(String url, boolean made) {
    return new MemberIdentity(
        memberId,
        nodeId,
        clusterId,
        url,
        made,
        httpAddress,
        clusterAddress,
        membersVersion,
        members);
  }

  MemberIdentity at(String http, String cluster) {
    return new MemberIdentity(
        memberId,
        nodeId,
        clusterId,
        database,
        databaseMade,
        http,
        cluster,
        membersVersion,
        members);
  }
}
