package io.miroir.ctl;

import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags of the commands that are clients of a running cluster. */
final class ApiOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "any member of the cluster (default: http://127.0.0.1:7700)")
  private URI url = URI.create("http://127.0.0.1:7700");

  @Option(
      names = "--master-key",
      paramLabel = "KEY",
      description = "the master key (default: MIROIR_MASTER_KEY)")
  private Optional<String> key = Optional.empty();

  /** A client of the member; the caller closes it. */
  ApiClient client() {
    return new ApiClient(
        url, key.or(() -> Optional.ofNullable(System.getenv("MIROIR_MASTER_KEY"))));
  }
}
