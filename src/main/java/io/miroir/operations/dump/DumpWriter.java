package io.miroir.operations.dump;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.access.KeyLines;
import io.miroir.access.Keys;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.engine.settings.SubSetting;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.json.JsonWriter;
import io.miroir.model.Feature;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import io.miroir.tasks.Task;
import io.miroir.tasks.TaskFilter;
import io.miroir.tasks.TaskPage;
import io.miroir.tasks.TaskQuery;
import io.miroir.tasks.TaskStatus;
import io.miroir.tasks.Tasks;
import io.miroir.tasks.Webhooks;
import io.miroir.tasks.Webhooks.Webhook;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Writes everything the cluster holds as a dump of Meilisearch's format V6 (API reference, 18).
 * Every acknowledged write before the call is in it; writes meanwhile may be. A snapshot tells
 * besides which sequence of each shard it has.
 */
final class DumpWriter {
  private static final String FORMAT = "V6";
  private static final String API_VERSION = "1.50.0";
  private static final int SNAPSHOT_FORMAT = 1;
  private static final int TASKS_AT_ONCE = 500;

  private final RoutingTables tables;
  private final IndexCopy documents;
  private final Tasks tasks;
  private final Webhooks webhooks;
  private final Keys keys;

  DumpWriter(RoutingTables tables, IndexCopy documents, Tasks tasks, Webhooks webhooks, Keys keys) {
    this.tables = tables;
    this.documents = documents;
    this.tasks = tasks;
    this.webhooks = webhooks;
    this.keys = keys;
  }

  /**
   * Blocks until the file is whole.
   *
   * @param self the task that does this: it is written as succeeded
   */
  void write(Path target, Instant now, Task self, boolean snapshot) throws IOException {
    RoutingTable table = tables.current();
    try (DumpFile file = new DumpFile(target)) {
      file.add("metadata.json", metadata(now));
      file.add("keys.jsonl", lines(keys.all().stream().map(KeyLines::of).toList()));
      file.add("experimental-features.json", features(table));
      file.add("webhooks.json", webhooks(get(webhooks.list())));
      var uids = new TreeMap<>(table.uids());
      JsonWriter sequences = new JsonWriter().object().field("format", SNAPSHOT_FORMAT);
      sequences.name("sequences").object();
      for (IndexUid uid : uids.keySet()) {
        IndexEntry index = table.index(uid).orElseThrow();
        String directory = "indexes/" + uid + "/";
        file.add(directory + "metadata.json", metadata(index));
        file.add(directory + "settings.json", settings(index));
        List<Long> copied = new ArrayList<>();
        file.add(
            directory + "documents.jsonl",
            out -> copied.addAll(documents.write(index, out, file::scratch)));
        sequences.name(uid.value()).array();
        copied.forEach(sequences::number);
        sequences.endArray();
      }
      file.add("tasks/queue.jsonl", out -> tasks(out, self));
      if (snapshot) {
        file.add("miroir/snapshot.json", sequences.endObject().endObject().toString());
      }
      file.publish();
    }
  }

  private static String lines(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /** All names that Meilisearch has, secrets in clear. */
  private static String settings(IndexEntry index) {
    ObjectNode settings = (ObjectNode) JsonSyntax.parse(SettingsJson.stored(index.settings()));
    settings.putArray(SubSetting.FOREIGN_KEYS.json());
    return JsonText.of(settings);
  }

  /** Finished tasks, oldest first; what is under way would be carried out by nobody. */
  private void tasks(OutputStream out, Task self) throws IOException {
    OptionalLong next = OptionalLong.of(0);
    while (next.isPresent()) {
      TaskPage page = get(tasks.list(new TaskQuery(TaskFilter.ALL, next, TASKS_AT_ONCE, true)));
      for (Task task : page.tasks()) {
        if (task.uid() == self.uid()) {
          line(out, TaskDump.line(ended(self)));
        } else if (task.status().finished()) {
          line(out, TaskDump.line(task));
        }
      }
      next = page.next();
    }
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  private static Task ended(Task self) {
    Instant now = Instant.now();
    return new Task(
        self.uid(),
        OptionalLong.empty(),
        self.indexUid(),
        Optional.empty(),
        self.type(),
        TaskStatus.SUCCEEDED,
        OptionalLong.empty(),
        self.details(),
        Optional.empty(),
        self.enqueuedAt(),
        Optional.of(self.enqueuedAt()),
        Optional.of(now),
        self.customMetadata(),
        self.owner(),
        false);
  }

  private static String webhooks(List<Webhook> all) {
    JsonWriter out = new JsonWriter().object().name("webhooks").object();
    for (Webhook webhook : all) {
      if (webhook.editable()) {
        out.name(webhook.uuid().toString()).object().field("url", webhook.url());
        out.name("headers").object();
        webhook.headers().forEach(out::field);
        out.endObject().endObject();
      }
    }
    return out.endObject().endObject().toString();
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ProblemException problem ? problem : e;
    }
  }

  private static String metadata(Instant now) {
    return new JsonWriter()
        .object()
        .field("dumpVersion", FORMAT)
        .field("dbVersion", API_VERSION)
        .field("dumpDate", now)
        .endObject()
        .toString();
  }

  private static String metadata(IndexEntry index) {
    return new JsonWriter()
        .object()
        .field("uid", index.uid().value())
        .fieldOrNull("primaryKey", index.primaryKey())
        .field("createdAt", index.createdAt())
        .field("updatedAt", index.updatedAt())
        .endObject()
        .toString();
  }

  private static String features(RoutingTable table) {
    JsonWriter out = new JsonWriter().object();
    for (Feature feature : Feature.values()) {
      out.field(feature.json(), table.has(feature));
    }
    return out.endObject().toString();
  }
}
