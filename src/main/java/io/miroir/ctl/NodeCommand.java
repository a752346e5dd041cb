package io.miroir.ctl;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miroir node}: what nodes there are, and how they leave. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description =
        "Shows the nodes of a cluster, and empties, removes or replaces one. A new node comes by"
            + " starting a member with --join.",
    subcommands = {
      NodeCommand.ListNodes.class,
      NodeCommand.Drain.class,
      NodeCommand.Activate.class,
      NodeCommand.Remove.class,
      NodeCommand.Replace.class
    })
public final class NodeCommand implements Callable<Integer> {
  @Mixin private ApiOptions api;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (ApiClient client = api.client()) {
      new LongChanges(client, spec.commandLine().getOut()).nodes();
    }
    return 0;
  }

  /** What the verbs have in common. */
  abstract static class Verb implements Callable<Integer> {
    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Option(names = "--dry-run", description = "show the plan, change nothing")
    boolean dryRun;

    @Override
    public Integer call() {
      try (ApiClient client = api.client()) {
        new LongChanges(client, spec.commandLine().getOut()).begun(ask(client), dryRun);
      }
      return 0;
    }

    abstract ApiClient.Answer ask(ApiClient client);
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all nodes.")
  static final class ListNodes implements Callable<Integer> {
    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (ApiClient client = api.client()) {
        new LongChanges(client, spec.commandLine().getOut()).nodes();
      }
      return 0;
    }
  }

  @Command(
      name = "drain",
      mixinStandardHelpOptions = true,
      description = "Moves every copy off a node; it stays in the cluster and gets none.")
  static final class Drain extends Verb {
    @Parameters(paramLabel = "NODE", description = "its id, or the beginning of it")
    private String node;

    @Override
    ApiClient.Answer ask(ApiClient client) {
      return client.post("/_miroir/nodes/" + node + "/drain?dryRun=" + dryRun, "");
    }
  }

  @Command(
      name = "activate",
      mixinStandardHelpOptions = true,
      description = "Lets a drained node get copies again.")
  static final class Activate implements Callable<Integer> {
    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NODE", description = "its id, or the beginning of it")
    private String node;

    @Override
    public Integer call() {
      try (ApiClient client = api.client()) {
        client.post("/_miroir/nodes/" + node + "/activate", "").orThrow("activate");
        spec.commandLine().getOut().println("The node may get copies.");
      }
      return 0;
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Moves every copy off a node and takes it out for good.")
  static final class Remove extends Verb {
    @Parameters(paramLabel = "NODE", description = "its id, or the beginning of it")
    private String node;

    @Option(
        names = "--force",
        description = "even where no other node can take its copies: fewer copies remain")
    private boolean force;

    @Override
    ApiClient.Answer ask(ApiClient client) {
      return client.delete("/_miroir/nodes/" + node + "?force=" + force + "&dryRun=" + dryRun);
    }
  }

  @Command(
      name = "replace",
      mixinStandardHelpOptions = true,
      description = "Moves every copy of a node to another one and takes the first out for good.")
  static final class Replace extends Verb {
    @Parameters(index = "0", paramLabel = "NODE", description = "its id, or the beginning of it")
    private String node;

    @Option(names = "--by", required = true, paramLabel = "NODE", description = "the other one")
    private Optional<String> by = Optional.empty();

    @Override
    ApiClient.Answer ask(ApiClient client) {
      return client.post(
          "/_miroir/nodes/" + node + "/replace?dryRun=" + dryRun,
          "{\"by\":\"" + by.orElseThrow() + "\"}");
    }
  }
}
