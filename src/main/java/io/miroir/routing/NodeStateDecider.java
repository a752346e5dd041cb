package io.miroir.routing;

/** New replicas go to active nodes only. */
final class NodeStateDecider implements PlacementDecider {
  @Override
  public Verdict judge(NodeEntry candidate, PlacementContext context) {
    return candidate.state() == NodeEntry.State.ACTIVE
        ? Verdict.yes("node-state", "the node is active")
        : Verdict.no(
            "node-state",
            "the node is " + candidate.state().name().toLowerCase(java.util.Locale.ROOT));
  }
}
