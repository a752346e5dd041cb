package io.miroir.routing;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Maps a primary key to its shard: xxHash64 (seed 0) of the key's UTF-8, then unsigned remainder.
 * Fixed for good.
 */
public final class ShardHash {
  private static final Hasher64 XXH64 = Hashing.xxh64();

  private ShardHash() {}

  /**
   * @return within 0 and shards-1
   */
  public static int shardOf(String key, int shards) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return (int) Long.remainderUnsigned(XXH64.hashBytesToLong(bytes, 0, bytes.length), shards);
  }
}
