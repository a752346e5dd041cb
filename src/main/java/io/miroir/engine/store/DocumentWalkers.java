package io.miroir.engine.store;

import io.miroir.engine.settings.Settings;
import java.util.Optional;

/** Makes walkers: the door from storing to reading documents. */
@FunctionalInterface
public interface DocumentWalkers {

  /** A new walker; each indexing thread has its own. */
  DocumentWalker walker(Settings settings, Optional<String> primaryKey);
}
