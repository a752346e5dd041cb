package io.miroir.engine.golden;

import io.miroir.engine.golden.GoldenFolder.Case;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The differences we live with, each with a reason. */
final class KnownDifferences {

  private record Line(String index, String casePrefix, String reason) {}

  private final List<Line> lines;

  private KnownDifferences(List<Line> lines) {
    this.lines = lines;
  }

  static KnownDifferences read() {
    try (var in = KnownDifferences.class.getResourceAsStream("/golden/known-differences.tsv")) {
      return new KnownDifferences(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.split("\t"))
              .map(parts -> new Line(parts[0], parts[1], parts[2]))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean covers(Case asked) {
    return lines.stream()
        .anyMatch(
            line ->
                fits(asked.variant().indexUid(), line.index())
                    && fits(asked.name(), line.casePrefix()));
  }

  /** A trailing {@code *} stands for any ending; case names are prefixes without it. */
  private static boolean fits(String name, String pattern) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern) || name.startsWith(pattern + "-");
  }
}
