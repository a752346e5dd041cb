package io.miroir.http.golden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Replays the recorded scenarios of a profile against a server and tells what nobody expects. */
public final class GoldenRun {
  private static final Path GOLDEN =
      Path.of(System.getProperty("golden.dir", "../shared/golden")).resolve("api");

  /** Why a test is skipped. */
  public static final String ABSENT =
      "the recordings are not at " + GOLDEN + " (system property golden.dir)";

  private static final int SHOWN_MAX = 4;

  private final Replayer replayer;
  private final KnownApiDifferences known;

  /**
   * @param masterKey empty for a server without one
   * @param cluster the server is one of several members
   */
  public GoldenRun(String url, String masterKey, boolean cluster) {
    this.replayer = new Replayer(url, masterKey);
    this.known = KnownApiDifferences.read(cluster);
  }

  public static boolean possible() {
    return Files.isDirectory(GOLDEN);
  }

  /** Each step that differs and is not listed. Prints equal steps of all, by scenario and tag. */
  public List<String> differences(String profile) throws Exception {
    List<String> found = new ArrayList<>();
    Map<String, int[]> byTag = new TreeMap<>();
    for (Scenario scenario : Scenario.readAll(GOLDEN)) {
      if (!scenario.profile().equals(profile) || known.skips(scenario.name())) {
        continue;
      }
      List<List<String>> results = replayer.run(scenario);
      int equal = 0;
      for (int i = 0; i < results.size(); i++) {
        if (results.get(i).isEmpty()) {
          equal++;
        } else if (!known.covers(scenario.name(), i + 1)) {
          found.add(told(scenario, i, results.get(i)));
        }
      }
      System.out.printf("golden api %-28s %d/%d%n", scenario.name(), equal, results.size());
      for (String tag : scenario.tags()) {
        int[] count = byTag.computeIfAbsent(tag, name -> new int[2]);
        count[0] += equal;
        count[1] += results.size();
      }
    }
    byTag.forEach(
        (tag, count) -> System.out.printf("golden api tag %-24s %d/%d%n", tag, count[0], count[1]));
    return found;
  }

  private static String told(Scenario scenario, int step, List<String> differences) {
    return scenario.name()
        + " #"
        + (step + 1)
        + " "
        + scenario.steps().get(step).text("name", "")
        + "\n    "
        + String.join("\n    ", differences.subList(0, Math.min(SHOWN_MAX, differences.size())));
  }
}
