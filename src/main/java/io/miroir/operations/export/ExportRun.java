package io.miroir.operations.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.engine.settings.SubSetting;
import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonText;
import io.miroir.model.IndexUid;
import io.miroir.operations.dump.IndexCopies;
import io.miroir.operations.dump.Lines;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.RoutingTable;
import io.miroir.routing.RoutingTables;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One export: index by index, settings where they are wanted, then documents in payloads. */
final class ExportRun {
  private static final int PAYLOAD_BYTES_MIN = 1 << 10;

  private final ExportRequest request;
  private final Predicate<IndexUid> covered;
  private final RoutingTables tables;
  private final IndexCopies copies;
  private final RemoteServer server;
  private final Path scratch;

  ExportRun(
      ExportRequest request,
      Predicate<IndexUid> covered,
      RoutingTables tables,
      IndexCopies copies,
      RemoteServer server,
      Path scratch) {
    this.request = request;
    this.covered = covered;
    this.tables = tables;
    this.copies = copies;
    this.server = server;
    this.scratch = scratch;
  }

  /** Blocks; answers with the number of documents sent of each index. */
  Map<IndexUid, Long> run() throws IOException {
    RoutingTable table = tables.current();
    Map<IndexUid, Long> exported = new TreeMap<>();
    for (IndexUid uid : new TreeMap<>(table.uids()).keySet()) {
      Optional<ExportRequest.Rule> rule = request.rule(uid).filter(any -> covered.test(uid));
      if (rule.isPresent()) {
        exported.put(uid, export(table.index(uid).orElseThrow(), rule.get()));
      }
    }
    return exported;
  }

  private long export(IndexEntry index, ExportRequest.Rule rule) throws IOException {
    String uid = index.uid().value();
    boolean isThere = server.has(uid);
    if (!isThere) {
      server.create(uid, index.primaryKey());
    }
    if (!isThere || rule.overrideSettings()) {
      server.settings(uid, settings(index));
    }
    Path file = scratch.resolve("export-" + index.id() + ".unfinished");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        copies.write(index, rule.filter().map(JsonText::of), out, this::run);
      }
      return send(index, file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Path run(int number) {
    return scratch.resolve("export-" + number + ".run.unfinished");
  }

  private long send(IndexEntry index, Path file) throws IOException {
    long[] sent = {0};
    int bytes = (int) Math.clamp(request.payloadBytes(), PAYLOAD_BYTES_MIN, 1L << 28);
    try (InputStream in = Files.newInputStream(file)) {
      Lines.chunks(
          in,
          bytes,
          (payload, lines) -> {
            server.documents(index.uid().value(), index.primaryKey(), payload);
            sent[0] += lines;
          });
    }
    return sent[0];
  }

  /** Without what other servers refuse while the feature is off. */
  private static String settings(IndexEntry index) {
    ObjectNode settings = (ObjectNode) JsonSyntax.parse(SettingsJson.stored(index.settings()));
    settings.remove(SubSetting.CHAT.json());
    return JsonText.of(settings);
  }
}
