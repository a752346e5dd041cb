package io.miroir.engine;

import io.miroir.engine.analysis.Tokenizer;
import io.miroir.engine.document.DocumentReader;
import io.miroir.engine.facet.FacetDistribution;
import io.miroir.engine.filter.Filters;
import io.miroir.engine.format.DocumentFormatter;
import io.miroir.engine.rank.Searcher;
import io.miroir.engine.store.IndexStore;
import io.miroir.engine.store.RelationCache;
import io.miroir.engine.store.StoreLimits;
import io.miroir.engine.store.StoreResources;
import io.miroir.engine.store.WriteBudget;
import io.miroir.model.IndexId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The engine on this machine's disk: a directory with one directory for each index. */
public final class LocalEngine implements Engine {
  private static final String LOCK = "engine.lock";
  private static final String INDEXES = "indexes";
  private static final long MAINTENANCE_SECONDS = 1;

  private final Path indexes;
  private final FileChannel lockFile;
  private final StoreResources resources;
  private final Searcher searcher =
      new Searcher(Filters.ofSearch(), new FacetDistribution(), new DocumentFormatter());
  private final Map<IndexId, LocalIndex> open = new ConcurrentHashMap<>();

  private LocalEngine(EngineConfig config, FileChannel lockFile) {
    this.indexes = config.directory().resolve(INDEXES);
    this.lockFile = lockFile;
    this.resources =
        new StoreResources(
            (settings, primaryKey) -> new DocumentReader(settings, Tokenizer.of(settings)),
            Executors.newFixedThreadPool(
                config.threads(), Thread.ofPlatform().name("engine-index-", 0).daemon().factory()),
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("engine-background").daemon().factory()),
            config.threads(),
            new RelationCache(Runtime.getRuntime().maxMemory() / 8),
            new WriteBudget(Runtime.getRuntime().maxMemory() / 5),
            StoreLimits.DEFAULT);
  }

  /**
   * Opens the engine and recovers its indexes.
   *
   * @throws IOException when another engine has the directory open, or an index can't be read
   */
  public static LocalEngine open(EngineConfig config) throws IOException {
    Files.createDirectories(config.directory().resolve(INDEXES));
    FileChannel lockFile = lock(config.directory().resolve(LOCK));
    LocalEngine engine = new LocalEngine(config, lockFile);
    try {
      engine.openAll();
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
    engine
        .resources
        .background()
        .scheduleWithFixedDelay(
            engine::maintain, MAINTENANCE_SECONDS, MAINTENANCE_SECONDS, TimeUnit.SECONDS);
    return engine;
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("another process has the engine of " + file + " open");
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this process has the engine of " + file + " open already", e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void openAll() throws IOException {
    try (Stream<Path> directories = Files.list(indexes)) {
      for (Path directory : directories.toList()) {
        Optional<IndexStore> store = IndexStore.open(directory, resources);
        if (store.isPresent()) {
          open.put(
              new IndexId(directory.getFileName().toString()),
              new LocalIndex(store.get(), searcher));
        }
      }
    }
  }

  private void maintain() {
    open.values().forEach(LocalIndex::maintain);
  }

  @Override
  public synchronized EngineIndex create(IndexId id, IndexDefinition definition)
      throws IOException {
    LocalIndex known = open.get(id);
    if (known != null) {
      return known;
    }
    LocalIndex made =
        new LocalIndex(
            IndexStore.create(indexes.resolve(id.value()), definition, resources), searcher);
    open.put(id, made);
    return made;
  }

  @Override
  public Optional<EngineIndex> find(IndexId id) {
    return Optional.ofNullable(open.get(id));
  }

  @Override
  public Set<IndexId> ids() {
    return new TreeSet<>(open.keySet());
  }

  @Override
  public synchronized void drop(IndexId id) throws IOException {
    LocalIndex index = open.remove(id);
    if (index != null) {
      index.drop();
    }
  }

  @Override
  public long sizeBytes() throws IOException {
    return IndexStore.sizeBytes(indexes);
  }

  @Override
  public synchronized void close() throws IOException {
    resources.background().shutdown();
    List<IOException> failures = new ArrayList<>();
    for (LocalIndex index : open.values()) {
      try {
        index.close();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    open.clear();
    resources.workers().shutdown();
    lockFile.close();
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }
}
