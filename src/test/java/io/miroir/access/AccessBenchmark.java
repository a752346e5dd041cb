package io.miroir.access;

import io.miroir.model.IndexUid;
import io.miroir.routing.KeyRecord;
import io.miroir.web.Caller;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What authorization costs per request, among a thousand keys. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AccessBenchmark {
  private static final String MASTER = "master-key-of-the-benchmark";
  private static final int KEYS = 1000;
  private static final int TOKENS = 256;

  private final Optional<IndexUid> index = Optional.of(new IndexUid("products_eu"));
  private Access access;
  private byte[][] tokens;
  private byte[] key;
  private byte[] master;
  private int next;

  @Setup
  public void prepare() {
    KeyValues values = new KeyValues(MASTER.getBytes(StandardCharsets.UTF_8));
    List<KeyRecord> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(
          KeyTables.key(new UUID(i, i).toString(), List.of("search"), List.of("products_*"), null));
    }
    KeyTables tables = new KeyTables();
    tables.set(keys);
    access =
        new Access(Optional.of(MASTER), Optional.empty(), tables.tables(), InstantSource.system());
    String value = values.of(keys.getFirst().uid());
    key = header(value);
    master = header(MASTER);
    tokens = new byte[TOKENS][];
    for (int i = 0; i < TOKENS; i++) {
      String payload =
          "{\"apiKeyUid\":\"%s\",\"searchRules\":{\"products_*\":{\"filter\":\"user = %d\"}},"
                  .formatted(keys.getFirst().uid(), i)
              + "\"exp\":4102444800}";
      tokens[i] = header(Tokens.sign("HS256", payload, value));
    }
  }

  private static byte[] header(String token) {
    return ("Bearer " + token).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A new text each time, whose hash nobody knows yet, as the server's parser makes it. */
  private Caller ask(byte[] header) {
    return access.authorize(
        Optional.of(new String(header, StandardCharsets.ISO_8859_1)), "search", index);
  }

  @Benchmark
  public Caller warmTenantToken() {
    return ask(tokens[next++ & (TOKENS - 1)]);
  }

  @Benchmark
  public Caller apiKey() {
    return ask(key);
  }

  @Benchmark
  public Caller masterKey() {
    return ask(master);
  }
}
