package io.miroir.ctl;

import picocli.CommandLine.Command;

/** {@code miroir rebalance}: from the allocation there is to the placement there should be. */
@Command(
    name = "rebalance",
    mixinStandardHelpOptions = true,
    description = "Moves copies to where they should be, as few as possible.")
public final class RebalanceCommand extends NodeCommand.Verb {
  @Override
  ApiClient.Answer ask(ApiClient client) {
    return client.post("/_miroir/rebalance?dryRun=" + dryRun, "");
  }
}
