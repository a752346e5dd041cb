package io.miroir.topology.formation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.miroir.routing.MemberEntry;
import java.util.List;

/**
 * What a new member must know to join.
 *
 * @param database URL of the cluster's database
 * @param seeds {@code host:port} of the cluster's own protocol, of those that are up
 * @param members all the cluster knows, the new one included
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record JoinAnswer(
    String clusterId,
    String database,
    List<String> seeds,
    long membersVersion,
    List<MemberEntry> members) {}
