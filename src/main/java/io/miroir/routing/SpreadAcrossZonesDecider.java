package io.miroir.routing;

/**
 * Copies spread evenly over the zones; a zone is overfilled only when the others have no node left.
 */
final class SpreadAcrossZonesDecider implements PlacementDecider {
  @Override
  public Verdict judge(NodeEntry candidate, PlacementContext context) {
    if (candidate.zone().isEmpty()) {
      return Verdict.yes("zones", "the node is in no zone");
    }
    long copies = context.copiesIn(candidate.zone());
    String found =
        "zone %s holds %d of at most %d copies"
            .formatted(candidate.zone(), copies, context.zoneCopiesMax());
    return copies < context.zoneCopiesMax()
        ? Verdict.yes("zones", found)
        : Verdict.ratherNot("zones", found);
  }
}
