package io.miroir.operations.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.json.JsonSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.Problem;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.TaskType;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskDumpTest {
  private static Task task(TaskType type, String details) {
    Instant at = Instant.parse("2026-01-15T17:30:07.309971Z");
    return new Task(
        12,
        OptionalLong.of(7),
        Optional.of(new IndexUid("movies")),
        Optional.empty(),
        type,
        TaskStatus.FAILED,
        OptionalLong.of(13),
        Optional.of(details),
        Optional.of(new Problem(ErrorCode.INDEX_NOT_FOUND, "Index `movies` not found.")),
        at,
        Optional.of(at.plusSeconds(1)),
        Optional.of(at.plusSeconds(2)),
        Optional.of("mine"),
        "",
        false);
  }

  @Test
  void aLineIsAsMeilisearchWritesIt() {
    assertThat(
            TaskDump.line(
                task(
                    TaskType.DOCUMENT_ADDITION_OR_UPDATE,
                    "{\"receivedDocuments\":12,\"indexedDocuments\":10}")))
        .isEqualTo(
            "{\"uid\":12,\"batchUid\":7,\"indexUid\":\"movies\",\"status\":\"failed\","
                + "\"type\":{\"documentImport\":{\"primary_key\":null,\"method\":"
                + "\"ReplaceDocuments\",\"documents_count\":12,\"allow_index_creation\":true}},"
                + "\"canceledBy\":13,\"details\":{\"DocumentAdditionOrUpdate\":"
                + "{\"indexed_documents\":10,\"received_documents\":12}},\"error\":"
                + "{\"message\":\"Index `movies` not found.\",\"code\":\"index_not_found\","
                + "\"type\":\"invalid_request\",\"link\":"
                + "\"https://docs.meilisearch.com/errors#index_not_found\"},"
                + "\"enqueuedAt\":\"2026-01-15T17:30:07.309971Z\","
                + "\"startedAt\":\"2026-01-15T17:30:08.309971Z\","
                + "\"finishedAt\":\"2026-01-15T17:30:09.309971Z\",\"customMetadata\":\"mine\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "DOCUMENT_ADDITION_OR_UPDATE|{\"receivedDocuments\":12,\"indexedDocuments\":null}",
        "DOCUMENT_DELETION|{\"providedIds\":2,\"deletedDocuments\":1,\"originalFilter\":null}",
        "DOCUMENT_DELETION|{\"providedIds\":0,\"deletedDocuments\":1,\"originalFilter\":\"\\\"a ="
            + " 1\\\"\"}",
        "DOCUMENT_DELETION|{\"deletedDocuments\":3}",
        "SETTINGS_UPDATE|{\"rankingRules\":[\"typo\"],\"synonyms\":{\"some_name\":[\"x\"]}}",
        "INDEX_CREATION|{\"primaryKey\":null}",
        "INDEX_UPDATE|{\"primaryKey\":\"id\",\"oldIndexUid\":\"a\",\"newIndexUid\":\"b\"}",
        "INDEX_DELETION|{\"deletedDocuments\":3}",
        "INDEX_SWAP|{\"swaps\":[{\"indexes\":[\"a\",\"b\"],\"rename\":false}]}",
        "TASK_CANCELATION|{\"matchedTasks\":1,\"canceledTasks\":1,\"originalFilter\":\"?uids=0\"}",
        "TASK_DELETION|{\"matchedTasks\":1,\"deletedTasks\":1,\"originalFilter\":\"?uids=0\"}",
        "DUMP_CREATION|{\"dumpUid\":\"20260115-173007309\"}",
      })
  void aTaskComesBackAsItWas(TaskType type, String details) {
    Task task = task(type, details);
    assertThat(TaskUndump.read(JsonSyntax.parse(TaskDump.line(task)))).contains(task);
  }

  @Test
  void aTaskThatWasNotFinishedFailsAndOneOfAnUnknownKindIsPassedOver() {
    String line =
        "{\"uid\":1,\"batchUid\":null,\"indexUid\":\"m\",\"status\":\"enqueued\",\"type\":"
            + "\"indexDeletion\",\"enqueuedAt\":\"2026-01-15T17:30:07Z\"}";
    Task task = TaskUndump.read(JsonSyntax.parse(line)).orElseThrow();
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).isPresent();
    assertThat(TaskUndump.read(JsonSyntax.parse(line.replace("indexDeletion", "x")))).isEmpty();
  }

  @Test
  void anAdditionThatWaitedIsKeptForAfterTheImport() {
    String line =
        "{\"uid\":4,\"indexUid\":\"m\",\"status\":\"enqueued\",\"type\":{\"documentImport\":"
            + "{\"primary_key\":\"k\",\"method\":\"UpdateDocuments\",\"documents_count\":1,"
            + "\"allow_index_creation\":false}},\"enqueuedAt\":\"2026-01-15T17:30:07Z\"}";
    assertThat(PendingAddition.read(JsonSyntax.parse(line)))
        .contains(
            new PendingAddition(
                4, new IndexUid("m"), true, Optional.of("k"), false, Optional.empty()));
    assertThat(PendingAddition.read(JsonSyntax.parse(line.replace("enqueued", "succeeded"))))
        .isEmpty();
  }
}
