package io.miroir.routing;

import io.miroir.model.CborSerializable;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import java.util.Optional;

/**
 * What everybody must know of a node.
 *
 * @param zone empty when zones are not used
 * @param member artery address of the member that hosts an embedded node
 *     ("akka://miroir@host:port"); empty while unknown
 * @param url of a Meilisearch node
 */
public record NodeEntry(
    NodeId id,
    Kind kind,
    GroupId group,
    String zone,
    State state,
    Optional<String> member,
    Optional<String> url)
    implements CborSerializable {

  public enum Kind {
    EMBEDDED,
    MEILISEARCH
  }

  public enum State {
    JOINING,
    ACTIVE,
    DRAINING,
    FAILED,
    REMOVED
  }
}
