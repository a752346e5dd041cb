package io.miroir.boot;

import io.miroir.model.Feature;
import io.miroir.operations.dump.Dumps;
import io.miroir.operations.webhook.WebhookRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What operators set about dumps, snapshots, webhooks and experimental features.
 *
 * @param loads what to fill an empty cluster from; one at most makes sense
 * @param features that are switched on at start
 */
record OperationsConfig(
    WebhookRoom.Config webhooks,
    Dumps.Directories directories,
    List<Load> loads,
    Map<Feature, Boolean> features) {

  /**
   * A dump or snapshot to import.
   *
   * @param snapshot whether it is a snapshot
   * @param mayBeMissing start without it if there is no such file
   * @param onlyIfEmpty start without it if the cluster has something
   */
  record Load(Path file, boolean snapshot, boolean mayBeMissing, boolean onlyIfEmpty) {}

  static OperationsConfig from(SettingValues values, Path dataDir) {
    Dumps.Directories usual = Dumps.Directories.in(dataDir);
    return new OperationsConfig(
        new WebhookRoom.Config(
            values.text(Setting.TASK_WEBHOOK_URL),
            values.text(Setting.TASK_WEBHOOK_AUTHORIZATION_HEADER),
            values.on(Setting.WEBHOOK_LOCAL_ADDRESSES)),
        new Dumps.Directories(
            values.text(Setting.DUMP_DIR).map(OperationsConfig::path).orElse(usual.dumps()),
            values
                .text(Setting.SNAPSHOT_DIR)
                .map(OperationsConfig::path)
                .orElse(usual.snapshots())),
        loads(values),
        features(values));
  }

  private static Path path(String text) {
    return Path.of(text).toAbsolutePath().normalize();
  }

  private static List<Load> loads(SettingValues values) {
    List<Load> loads = new ArrayList<>();
    values
        .text(Setting.IMPORT_DUMP)
        .map(
            file ->
                new Load(
                    path(file),
                    false,
                    values.on(Setting.IGNORE_MISSING_DUMP),
                    values.on(Setting.IGNORE_DUMP_IF_DB_EXISTS)))
        .ifPresent(loads::add);
    values
        .text(Setting.IMPORT_SNAPSHOT)
        .map(
            file ->
                new Load(
                    path(file),
                    true,
                    values.on(Setting.IGNORE_MISSING_SNAPSHOT),
                    values.on(Setting.IGNORE_SNAPSHOT_IF_DB_EXISTS)))
        .ifPresent(loads::add);
    return List.copyOf(loads);
  }

  private static Map<Feature, Boolean> features(SettingValues values) {
    Map<Feature, Boolean> on = new EnumMap<>(Feature.class);
    Map.of(
            Setting.EXPERIMENTAL_ENABLE_METRICS, Feature.METRICS,
            Setting.EXPERIMENTAL_ENABLE_LOGS_ROUTE, Feature.LOGS_ROUTE,
            Setting.EXPERIMENTAL_CONTAINS_FILTER, Feature.CONTAINS_FILTER)
        .forEach(
            (setting, feature) -> {
              if (values.on(setting)) {
                on.put(feature, true);
              }
            });
    return on;
  }
}
