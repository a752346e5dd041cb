package io.miroir.topology.formation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** What a new member says of itself when it asks to be let in. */
@JsonIgnoreProperties(ignoreUnknown = true)
record JoinRequest(String memberId, String httpAddress, String clusterAddress) {
  boolean complete() {
    return memberId != null && httpAddress != null && clusterAddress != null;
  }
}
