package io.miroir.routing;

/** A second copy on the same node protects from nothing. */
final class OneCopyPerNodeDecider implements PlacementDecider {
  @Override
  public Verdict judge(NodeEntry candidate, PlacementContext context) {
    return context.chosen().stream().anyMatch(node -> node.id().equals(candidate.id()))
        ? Verdict.no("one-copy-per-node", "the node already holds a copy")
        : Verdict.yes("one-copy-per-node", "the node holds no copy yet");
  }
}
