package io.miroir.node;

import io.miroir.engine.Engine;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.IndexDefinition;
import io.miroir.model.IndexId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** An engine in memory that keeps the contracts of the real one. */
public final class FakeEngine implements Engine {
  private final Map<IndexId, FakeEngineIndex> indexes = new ConcurrentHashMap<>();

  @Override
  public EngineIndex create(IndexId id, IndexDefinition definition) {
    return indexes.computeIfAbsent(id, key -> new FakeEngineIndex(definition));
  }

  public FakeEngineIndex index(IndexId id) {
    return indexes.get(id);
  }

  @Override
  public Optional<EngineIndex> find(IndexId id) {
    return Optional.ofNullable(indexes.get(id));
  }

  @Override
  public Set<IndexId> ids() {
    return new TreeSet<>(indexes.keySet());
  }

  @Override
  public void drop(IndexId id) {
    indexes.remove(id);
  }

  @Override
  public long sizeBytes() {
    return 1;
  }

  @Override
  public void close() {
    indexes.clear();
  }
}
