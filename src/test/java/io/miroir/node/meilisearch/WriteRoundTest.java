package io.miroir.node.meilisearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.engine.WriteCounts;
import io.miroir.json.JsonSyntax;
import io.miroir.model.IndexId;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.WriteOutcome;
import io.miroir.node.meilisearch.WriteRound.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WriteRoundTest {
  private static final ShardId SHARD = new ShardId(new IndexId("i"), 2);

  private final Map<String, StoredReader.Row> stored = new HashMap<>();

  @Test
  void aReplacementKeepsTheOrdinalAndAnUpdateMergesFields() {
    store("a", 5, "{\"id\":\"a\",\"x\":1,\"y\":2}");
    WriteRound round = round(new Progress(1, 10, 0));
    WriteCounts counts =
        round.apply(
            call(
                10,
                op(WriteOperation.Kind.UPDATE, "a", 11, "{\"id\":\"a\",\"y\":3}"),
                op(WriteOperation.Kind.REPLACE, "b", 12, "{\"id\":\"b\"}")));
    assertThat(counts).isEqualTo(new WriteCounts(1, 1, 0));
    Map<String, JsonNode> lines = lines(round);
    assertThat(lines.get("a").path("x").asInt()).isEqualTo(1);
    assertThat(lines.get("a").path("y").asInt()).isEqualTo(3);
    assertThat(Reserved.number(lines.get("a").path(Reserved.ORDINAL).asText())).isEqualTo(5);
    assertThat(Reserved.number(lines.get("b").path(Reserved.ORDINAL).asText())).isEqualTo(99);
    assertThat(Reserved.number(lines.get(Reserved.sequenceKey(2)).path(Reserved.SEQUENCE).asText()))
        .isEqualTo(12);
  }

  @Test
  void aDeletionIsATombstoneAndTheDocumentMadeAgainIsNew() {
    store("a", 5, "{\"id\":\"a\"}");
    WriteRound round = round(new Progress(1, 10, 0));
    round.apply(call(10, op(WriteOperation.Kind.DELETE, "a", 11, "")));
    assertThat(Reserved.isDead(lines(round).get("a").path(Reserved.SHARD).asText())).isTrue();
    WriteCounts again =
        round.apply(call(11, op(WriteOperation.Kind.REPLACE, "a", 12, "{\"id\":\"a\"}")));
    assertThat(again).isEqualTo(new WriteCounts(1, 0, 0));
    assertThat(Reserved.number(lines(round).get("a").path(Reserved.ORDINAL).asText()))
        .isEqualTo(99);
  }

  @Test
  void aClearingDeletesWhatIsStoredAndWhatTheRoundMade() {
    store("a", 5, "{\"id\":\"a\"}");
    WriteRound round = round(new Progress(1, 10, 0));
    round.apply(call(10, op(WriteOperation.Kind.REPLACE, "b", 11, "{\"id\":\"b\"}")));
    WriteCounts counts = round.apply(call(11, op(WriteOperation.Kind.CLEAR, "", 12, "")));
    assertThat(counts).isEqualTo(new WriteCounts(0, 0, 2));
  }

  @Test
  void aRepeatedWriteChangesNothing() {
    WriteRound round = round(new Progress(1, 10, 0));
    assertThat(round.apply(call(9, op(WriteOperation.Kind.REPLACE, "b", 10, "{\"id\":\"b\"}"))))
        .isEqualTo(WriteCounts.NONE);
    assertThat(round.lines()).isEmpty();
  }

  @Test
  void anOlderOwnerAndAGapAreRefused() {
    assertThat(round(new Progress(2, 10, 0)).refusal(call(10)))
        .contains(new WriteOutcome.Fenced(2));
    assertThat(round(new Progress(1, 10, 0)).refusal(call(11))).contains(new WriteOutcome.Gap(10));
    assertThat(round(new Progress(1, 10, 0)).refusal(call(10))).isEmpty();
  }

  private WriteRound round(Progress progress) {
    return new WriteRound("id", stored, Map.of(2, progress));
  }

  private void store(String key, long ordinal, String json) {
    String fields =
        ",\"%s\":\"%s\",\"%s\":\"%s\"}"
            .formatted(
                Reserved.SHARD, Reserved.live(2), Reserved.ORDINAL, Reserved.number(ordinal));
    JsonNode document = JsonSyntax.parse(json.substring(0, json.length() - 1) + fields);
    stored.put(key, StoredReader.row(document, "id"));
  }

  private static WriteOperation op(
      WriteOperation.Kind kind, String key, long sequence, String json) {
    return new WriteOperation(kind, key, 99, sequence, json.getBytes(StandardCharsets.UTF_8));
  }

  private static ShardWriteCall call(long previous, WriteOperation... operations) {
    return new ShardWriteCall(
        SHARD, 1, previous, false, List.of(operations), Instant.EPOCH, new CompletableFuture<>());
  }

  private static Map<String, JsonNode> lines(WriteRound round) {
    Map<String, JsonNode> lines = new HashMap<>();
    for (String line : new String(round.lines(), StandardCharsets.UTF_8).split("\n")) {
      JsonNode node = JsonSyntax.parse(line);
      lines.put(node.path("id").asText(), node);
    }
    return lines;
  }
}
