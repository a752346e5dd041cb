package io.miroir.engine;

import io.miroir.engine.settings.Settings;
import java.util.Optional;

/**
 * What an engine must know to hold (part of) an index.
 *
 * @param shards how many the whole index has, at least 1
 * @param settingsVersion grows with every change of settings or primary key
 */
public record IndexDefinition(
    int shards, Optional<String> primaryKey, long settingsVersion, Settings settings) {}
