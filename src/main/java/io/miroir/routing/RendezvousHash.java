package io.miroir.routing;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import java.nio.charset.StandardCharsets;

/**
 * Weighted rendezvous hashing (Thaler and Ravishankar 1998; the logarithmic weights after Schindler
 * and Schomaker 2005): each node scores each shard, the highest score wins. When a node comes or
 * goes only shards it wins or had won move. Fixed for good: another score would move every shard.
 */
public final class RendezvousHash {
  private static final Hasher64 XXH64 = Hashing.xxh64();
  private static final double UNIT = 0x1.0p-53;

  private RendezvousHash() {}

  /**
   * @param weight share of the node compared to others, greater than 0
   * @return greater than 0; to be compared with other scores of the same shard only
   */
  public static double score(ShardId shard, NodeId node, double weight) {
    long mixed = XXH64.hashLongLongToLong(hash(shard.toString()), hash(node.value()));
    double uniform = ((mixed >>> 11) + 0.5) * UNIT; // within 0 and 1, neither of them
    return -weight / Math.log(uniform);
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return XXH64.hashBytesToLong(bytes, 0, bytes.length);
  }
}
