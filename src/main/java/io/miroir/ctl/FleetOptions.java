package io.miroir.ctl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags of the commands that start members of their own. */
final class FleetOptions {
  static final int FIRST_PORT = 7700;
  private static final String MEMBER_HEAP = "512m";

  @Option(names = "--members", paramLabel = "N", description = "members to start (default: 3)")
  int members = 3;

  @Option(
      names = "--rf",
      paramLabel = "N",
      description =
          "copies of each shard in a group (default: 2, or the members of a group if fewer)")
  Optional<Integer> replicationFactor = Optional.empty();

  @Option(names = "--groups", paramLabel = "N", description = "replica groups (default: 1)")
  int groups = 1;

  @Option(names = "--shards", paramLabel = "N", description = "shards of the index (default: 16)")
  int shards = 16;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "documents to load, NDJSON (default: the WordNet dictionary)")
  Optional<Path> file = Optional.empty();

  @Option(
      names = "--master-key",
      paramLabel = "KEY",
      description = "protect the API with it (default: open)")
  Optional<String> key = Optional.empty();

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "heap of each member, as -Xmx takes it (default: " + MEMBER_HEAP + ")")
  String heap = MEMBER_HEAP;

  Corpus corpus() {
    return file.map(Corpus::ofFile).orElseGet(WordNet::load);
  }

  /**
   * @param program the command that runs this program
   */
  Fleet.Plan plan(List<String> program, Path folder) {
    if (members < 1 || groups < 1 || groups > members) {
      throw new CommandFailedException(
          "expected at least one member in each group, found %d members in %d groups"
              .formatted(members, groups));
    }
    int copies = replicationFactor.orElse(Math.min(2, members / groups));
    List<String> flags =
        List.of(
            "--replication-factor", String.valueOf(copies),
            "--replica-groups", String.valueOf(groups),
            "--shards", String.valueOf(shards));
    List<String> sized = new ArrayList<>(program);
    sized.removeIf(option -> option.startsWith("-Xmx"));
    sized.add(1, "-Xmx" + heap);
    return new Fleet.Plan(sized, Map.of(), folder, members, groups, key, flags);
  }
}
