package io.miroir.operations.saga;

import java.time.Duration;

/**
 * @param automatic copies move by themselves when nodes come; lost ones are made again either way
 * @param healAfter how long a node may be gone before its copies are made elsewhere
 * @param settle how long the nodes must stay as they are before copies move by themselves
 * @param movesPerNode steps at once that make work for one node
 * @param movesMax steps at once in all
 */
public record CoordinatorConfig(
    boolean automatic, Duration healAfter, Duration settle, int movesPerNode, int movesMax) {
  public static final CoordinatorConfig DEFAULT =
      new CoordinatorConfig(true, Duration.ofSeconds(60), Duration.ofSeconds(5), 4, 16);
}
