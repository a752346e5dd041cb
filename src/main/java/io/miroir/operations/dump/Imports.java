package io.miroir.operations.dump;

import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.tasks.TaskFilter;
import io.miroir.tasks.TaskQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The imports of this member, one after the other. Each has its state in a file, so that one that
 * was under way when the member stopped goes on when it starts again.
 */
public final class Imports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
  private static final String STATE = ".json";
  private static final DateTimeFormatter UID =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);

  private final ImportTarget target;
  private final Path directory;
  private final Clock clock;
  private final Map<String, ImportState> states = new ConcurrentSkipListMap<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("imports").daemon().factory());

  private Imports(ImportTarget target, Path directory, Clock clock) {
    this.target = target;
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * Reads what there is; nothing runs before {@link #resume}.
   *
   * @param directory of this member alone, for states and uploaded dumps
   * @throws UncheckedIOException when it can't be read
   */
  public static Imports open(ImportTarget target, Path directory, Clock clock) {
    Imports opened = new Imports(target, directory, clock);
    try {
      Files.createDirectories(directory);
      try (var files = Files.newDirectoryStream(directory, "*" + STATE)) {
        for (Path file : files) {
          ImportState state = ImportState.load(file);
          opened.states.put(state.uid(), state);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return opened;
  }

  /** Goes on with what was under way. */
  public void resume() {
    states.values().stream()
        .filter(state -> state.status() == ImportState.Status.PROCESSING)
        .forEach(this::run);
  }

  /** Newest last. */
  List<ImportState> all() {
    return List.copyOf(states.values());
  }

  Optional<ImportState> find(String uid) {
    return Optional.ofNullable(states.get(uid));
  }

  /** What keeps this member from being ready; empty when nothing is imported. */
  public CompletionStage<Optional<String>> busy() {
    return CompletableFuture.completedFuture(
        states.values().stream()
            .filter(state -> state.whole())
            .filter(state -> state.status() == ImportState.Status.PROCESSING)
            .findFirst()
            .map(state -> "this member imports a dump"));
  }

  /** A place for an uploaded dump, and the uid of its import. */
  synchronized Path upload() {
    Instant now = clock.instant();
    Path file = directory.resolve(UID.format(now) + ".dump");
    while (states.containsKey(UID.format(now)) || Files.exists(file)) {
      now = now.plusMillis(1);
      file = directory.resolve(UID.format(now) + ".dump");
    }
    return file;
  }

  /**
   * Begins an import: of indexes alone, or into an empty cluster of everything.
   *
   * @param file must stay where it is until the import has ended
   */
  CompletionStage<ImportState> begin(Path file) {
    return isEmpty().thenApply(empty -> registered(file, empty));
  }

  /** Whether the cluster has neither indexes nor tasks. */
  private CompletionStage<Boolean> isEmpty() {
    TaskQuery any = new TaskQuery(TaskFilter.ALL, OptionalLong.empty(), 1, false);
    return target
        .tasks()
        .list(any)
        .thenApply(page -> page.tasks().isEmpty() && target.indexUids().isEmpty());
  }

  private ImportState registered(Path file, boolean whole) {
    ImportState state = new ImportState(uid(file), file.toAbsolutePath(), whole, clock.instant());
    save(state);
    states.put(state.uid(), state);
    run(state);
    return state;
  }

  /** An uploaded dump and its import have one name. */
  private String uid(Path file) {
    String name = file.getFileName().toString();
    return file.startsWith(directory)
        ? name.substring(0, name.length() - ".dump".length())
        : upload().getFileName().toString().replace(".dump", "");
  }

  /**
   * Fills the empty cluster from a file, or goes on with it.
   *
   * @param onlyIfEmpty do nothing if the cluster is not empty, else fail
   * @return completes when it is done, with whether there was something to do
   */
  public CompletionStage<Boolean> fill(Path file, boolean onlyIfEmpty) {
    Optional<ImportState> begun =
        states.values().stream()
            .filter(state -> state.file().equals(file.toAbsolutePath()) && state.whole())
            .filter(state -> state.status() != ImportState.Status.SUCCEEDED)
            .reduce((first, last) -> last);
    if (begun.isPresent()) {
      return fill(begun.get(), onlyIfEmpty);
    }
    return isEmpty()
        .thenCompose(
            empty -> {
              if (empty) {
                ImportState state =
                    new ImportState(uid(file), file.toAbsolutePath(), true, clock.instant());
                save(state);
                states.put(state.uid(), state);
                return fill(state, onlyIfEmpty);
              }
              return onlyIfEmpty
                  ? CompletableFuture.completedFuture(false)
                  : CompletableFuture.failedFuture(
                      ProblemException.of(
                          ErrorCode.BAD_REQUEST,
                          "the cluster is not empty, so that " + file + " can't be imported"));
            });
  }

  /**
   * Members that start together may be told the same: another one was first, so nothing is to do.
   */
  private CompletableFuture<Boolean> fill(ImportState state, boolean onlyIfEmpty) {
    return run(state)
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return true;
              }
              if (onlyIfEmpty && !state.checked() && isThere(failure)) {
                return false;
              }
              throw failure instanceof CompletionException known
                  ? known
                  : new CompletionException(failure);
            });
  }

  private static boolean isThere(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ProblemException refusal
        && refusal.problem().code() == ErrorCode.INDEX_ALREADY_EXISTS;
  }

  private CompletableFuture<Void> run(ImportState state) {
    return CompletableFuture.runAsync(() -> carryOut(state), executor);
  }

  private void carryOut(ImportState state) {
    Path stateFile = stateFile(state);
    try {
      if (state.status() != ImportState.Status.SUCCEEDED) {
        LOG.info("Importing {}", state.file());
        new ImportRun(target, state, stateFile).run();
        state.end(ImportState.Status.SUCCEEDED, Optional.empty(), clock.instant());
        state.save(stateFile);
        letGo(state, false);
      }
    } catch (ImportRun.Interrupted stopped) {
      LOG.info("The import of {} goes on at the next start", state.file());
      throw stopped;
    } catch (IOException | RuntimeException e) {
      if (e instanceof ProblemException refusal) {
        LOG.warn("The import of {} failed: {}", state.file(), refusal.getMessage());
      } else {
        LOG.error("The import of {} failed", state.file(), e);
      }
      letGo(state, state.checked());
      state.end(
          ImportState.Status.FAILED, Optional.of(String.valueOf(e.getMessage())), clock.instant());
      save(state);
      throw e instanceof RuntimeException known ? known : new UncheckedIOException((IOException) e);
    }
  }

  /** An uploaded dump is kept only while its import may still be taken up. */
  private void letGo(ImportState state, boolean keep) {
    if (!keep && state.file().startsWith(directory) && !state.file().toFile().delete()) {
      LOG.warn("{} could not be deleted", state.file());
    }
  }

  private Path stateFile(ImportState state) {
    return directory.resolve(state.uid() + STATE);
  }

  private void save(ImportState state) {
    try {
      state.save(stateFile(state));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops where it is; the next start goes on. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
