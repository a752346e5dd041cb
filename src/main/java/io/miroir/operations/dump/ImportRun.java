package io.miroir.operations.dump;

import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.catalog.Catalog;
import io.miroir.engine.settings.SettingsReader;
import io.miroir.engine.settings.SubSetting;
import io.miroir.json.JsonSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.operations.dump.DumpContents.IndexContents;
import io.miroir.routing.IndexEntry;
import io.miroir.tasks.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One import from its beginning, or from where it stopped, to its end: a walk that checks the
 * archive, then one that reads documents and sends them to their shards while it reads on. Every
 * step may be repeated. Blocks.
 */
final class ImportRun {
  private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);
  private static final int CHUNK_BYTES = 4 << 20;
  private static final int CHUNKS_MAX = 3;
  private static final int TASKS_AT_ONCE = 500;
  private static final int WEBHOOKS_MAX = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(15);
  private static final int PLACE_BITS = 24;

  /** Leaves the import as it is, to be taken up again. */
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Interrupted() {
      super("stopped", null, false, false);
    }
  }

  private record Flying(Future<Void> written, long upTo) {}

  private final ImportTarget target;
  private final ImportState state;
  private final Path stateFile;
  private final Map<IndexUid, IndexEntry> entries = new HashMap<>();
  private final Map<Long, PendingAddition> additions = new TreeMap<>();

  ImportRun(ImportTarget target, ImportState state, Path stateFile) {
    this.target = target;
    this.state = state;
    this.stateFile = stateFile;
  }

  /**
   * @throws ProblemException when the import can't go on; what is imported stays
   * @throws Interrupted when this thread was interrupted
   */
  void run() throws IOException {
    DumpContents contents = DumpContents.read(state.file());
    if (!state.checked()) {
      requireNew(contents);
      Map<IndexUid, Long> documents = new TreeMap<>();
      contents.indexes().forEach((uid, index) -> documents.put(uid, index.documents()));
      state.check(documents);
      state.save(stateFile);
    }
    if (state.whole() && !state.restored()) {
      restore(contents);
    }
    for (IndexUid uid : contents.uids()) {
      entries.put(uid, prepared(uid, contents.indexes().get(uid)));
    }
    DumpReader.walk(state.file(), (name, in) -> visit(name, in));
    for (IndexUid uid : contents.uids()) {
      finish(uid, contents.indexes().get(uid));
    }
    for (PendingAddition addition : additions.values()) {
      await(() -> addition.carryOut(target.writes(), state.uid(), updateFile(addition.task())));
      Files.deleteIfExists(updateFile(addition.task()));
    }
  }

  private Path updateFile(long task) {
    return stateFile.resolveSibling(state.uid() + ".task-" + task + ".jsonl");
  }

  private void requireNew(DumpContents contents) {
    for (IndexUid uid : contents.uids()) {
      if (await(() -> target.find(uid)).isPresent()) {
        throw ProblemException.of(
            ErrorCode.INDEX_ALREADY_EXISTS,
            "Index `" + uid + "` already exists; an import only adds indexes.");
      }
    }
  }

  private void restore(DumpContents contents) throws IOException {
    await(() -> target.features(contents.features()));
    contents
        .webhooks()
        .forEach(hook -> await(() -> target.tasks().webhooks().put(hook, WEBHOOKS_MAX)));
    await(() -> target.keys().replaceAll(contents.keys()));
    long most =
        contents.indexes().values().stream().mapToLong(IndexContents::documents).max().orElse(0);
    // The ordinals of what is imported are below those of any task to come.
    long next = most == 0 ? 0 : (most >> PLACE_BITS) + 1;
    await(() -> target.tasks().restore(List.of(), next));
    state.restore();
    state.save(stateFile);
  }

  /** The index with its key and settings; made unless an earlier run of this import did. */
  private IndexEntry prepared(IndexUid uid, IndexContents contents) throws IOException {
    if (await(() -> target.find(uid)).isEmpty()) {
      create(uid, contents);
    }
    if (state.imported(uid) == 0) {
      String patch = SettingsReader.read(known(uid, contents.settings())).json();
      await(() -> target.indexTasks().restoreSettings(uid, patch));
    }
    return current(uid);
  }

  /** An attempt without an answer may have made it. */
  private void create(IndexUid uid, IndexContents contents) {
    try {
      await(() -> target.catalog().create(uid, contents.primaryKey(), Catalog.Shape.DEFAULT));
    } catch (ProblemException e) {
      if (e.problem().code() != ErrorCode.INDEX_ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private IndexEntry current(IndexUid uid) {
    return await(() -> target.find(uid))
        .orElseThrow(
            () ->
                ProblemException.of(
                    ErrorCode.INDEX_NOT_FOUND, "Index `" + uid + "` was deleted meanwhile."));
  }

  /** Settings that this server has; one that is null or unknown stays at its default. */
  private static ObjectNode known(IndexUid uid, ObjectNode settings) {
    Set<String> names =
        Arrays.stream(SubSetting.values()).map(SubSetting::json).collect(Collectors.toSet());
    names.removeAll(Set.of(SubSetting.CHAT.json(), SubSetting.FOREIGN_KEYS.json()));
    ObjectNode kept = settings.deepCopy();
    kept.properties()
        .removeIf(
            setting -> {
              boolean drop = !names.contains(setting.getKey()) || setting.getValue().isNull();
              if (drop && !setting.getValue().isNull() && !names.contains(setting.getKey())) {
                LOG.info("Importing {}: the setting {} is not here", uid, setting.getKey());
              }
              return drop;
            });
    return kept;
  }

  private void visit(String name, InputStream in) throws IOException {
    String[] path = name.split("/");
    if (path.length == 3 && path[0].equals("indexes") && path[2].equals("documents.jsonl")) {
      if (IndexUid.isValid(path[1]) && entries.containsKey(new IndexUid(path[1]))) {
        documents(new IndexUid(path[1]), in);
      }
    } else if (state.whole() && name.equals("tasks/queue.jsonl")) {
      tasks(in);
    } else if (state.whole() && name.matches("tasks/update_files/[0-9]{1,10}\\.jsonl")) {
      Files.copy(
          in,
          updateFile(Long.parseLong(path[2].substring(0, path[2].indexOf('.')))),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void documents(IndexUid uid, InputStream in) throws IOException {
    long done = state.imported(uid);
    long[] read = {0};
    Deque<Flying> flying = new ArrayDeque<>();
    Lines.chunks(
        in,
        CHUNK_BYTES,
        (bytes, lines) -> {
          long first = read[0];
          read[0] += lines;
          if (read[0] <= done) {
            return;
          }
          int skip = (int) Math.max(0, done - first);
          byte[] rest = skip == 0 ? bytes : Lines.without(bytes, skip);
          IndexEntry index = keyed(uid, rest);
          long ordinal = first + skip;
          flying.add(new Flying(send(index, rest, ordinal), read[0]));
          if (flying.size() >= CHUNKS_MAX) {
            land(uid, flying.remove());
          }
        });
    while (!flying.isEmpty()) {
      land(uid, flying.remove());
    }
  }

  private IndexEntry keyed(IndexUid uid, byte[] lines) {
    IndexEntry index = entries.get(uid);
    if (index.primaryKey().isEmpty()) {
      String key = await(() -> target.bulk().inferKey(ByteString.fromArrayUnsafe(lines)));
      await(() -> target.catalog().fixPrimaryKey(index.id(), key));
      entries.put(uid, current(uid));
    }
    return entries.get(uid);
  }

  private Future<Void> send(IndexEntry index, byte[] lines, long first) {
    return Retries.until(
        Instant.now().plus(PATIENCE), PAUSE_MAX, () -> target.write(index, lines, first));
  }

  private void land(IndexUid uid, Flying oldest) throws IOException {
    get(oldest.written());
    state.imported(uid, oldest.upTo());
    state.save(stateFile);
  }

  private void tasks(InputStream in) throws IOException {
    List<Task> run = new ArrayList<>();
    long[] next = {0};
    Lines.each(
        in,
        line -> {
          JsonNode task = JsonSyntax.parse(line);
          PendingAddition.read(task)
              .ifPresentOrElse(
                  pending -> additions.put(pending.task(), pending),
                  () -> TaskUndump.read(task).ifPresent(run::add));
          if (run.size() >= TASKS_AT_ONCE) {
            restore(run, next);
          }
        });
    restore(run, next);
  }

  private void restore(List<Task> run, long[] next) {
    for (Task task : run) {
      next[0] = Math.max(next[0], task.uid() + 1);
    }
    List<Task> batch = List.copyOf(run);
    run.clear();
    await(() -> target.tasks().restore(batch, next[0]));
  }

  private void finish(IndexUid uid, IndexContents contents) {
    IndexEntry index = current(uid);
    await(() -> target.bulk().searchable(index));
    LOG.info("Imported {} documents into {}", contents.documents(), uid);
  }

  /** The cluster may be out of order for a while. */
  private static <T> T await(Supplier<CompletionStage<T>> call) {
    return get(Retries.until(Instant.now().plus(PATIENCE), PAUSE_MAX, call));
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    }
  }
}
