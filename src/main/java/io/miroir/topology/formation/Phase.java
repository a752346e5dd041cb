package io.miroir.topology.formation;

/** How far a member is with its cluster. */
enum Phase {
  /** Looks for the others. */
  SEARCHING,
  /** Has made a cluster of its own, which is not up before a majority has joined it. */
  FORMING,
  /** Tries to get into a cluster that another member is in. */
  JOINING,
  /** In a cluster that serves. */
  UP
}
