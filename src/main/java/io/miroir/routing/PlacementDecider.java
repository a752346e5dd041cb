package io.miroir.routing;

/** One rule of where a replica may go. Pure. */
interface PlacementDecider {
  Verdict judge(NodeEntry candidate, PlacementContext context);
}
