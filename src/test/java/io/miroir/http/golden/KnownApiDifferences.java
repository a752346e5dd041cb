package io.miroir.http.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The steps whose answers differ from the recorded ones, each with its reason. */
final class KnownApiDifferences {

  /**
   * @param steps numbers and ranges, {@code *} for all that differ, {@code skip} for a scenario
   *     that is not run
   */
  private record Line(String where, String scenario, String steps, String reason) {
    boolean has(int step) {
      return steps.equals("*")
          || Arrays.stream(steps.split(","))
              .map(range -> range.split("-"))
              .anyMatch(
                  ends ->
                      Integer.parseInt(ends[0]) <= step
                          && step <= Integer.parseInt(ends[ends.length - 1]));
    }
  }

  private final List<Line> lines;

  private KnownApiDifferences(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * @param cluster with those that only several members show
   */
  static KnownApiDifferences read(boolean cluster) {
    try (var in =
        KnownApiDifferences.class.getResourceAsStream("/golden/known-api-differences.tsv")) {
      return new KnownApiDifferences(
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.split("\t"))
              .map(parts -> new Line(parts[0], parts[1], parts[2], parts[3]))
              .filter(line -> cluster || line.where().equals("all"))
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean skips(String scenario) {
    return lines.stream()
        .anyMatch(line -> line.scenario().equals(scenario) && line.steps().equals("skip"));
  }

  boolean covers(String scenario, int step) {
    return lines.stream()
        .anyMatch(
            line ->
                line.scenario().equals(scenario) && !line.steps().equals("skip") && line.has(step));
  }
}
