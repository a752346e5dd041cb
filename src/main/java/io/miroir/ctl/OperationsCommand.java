package io.miroir.ctl;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code miroir operations}: long changes and how they go on. */
@Command(
    name = "operations",
    mixinStandardHelpOptions = true,
    description = "Shows long changes; watches, pauses, resumes or cancels one.")
public final class OperationsCommand implements Callable<Integer> {
  enum Verb {
    list,
    watch,
    pause,
    resume,
    cancel
  }

  @Mixin private ApiOptions api;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "VERB",
      description = "list (default), watch, pause, resume or cancel")
  private Verb verb = Verb.list;

  @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "of the operation")
  private Optional<Long> id = Optional.empty();

  private final boolean terminal;

  /**
   * @param terminal whether people watch the output
   */
  public OperationsCommand(boolean terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ApiClient client = api.client()) {
      LongChanges changes = new LongChanges(client, spec.commandLine().getOut());
      switch (verb) {
        case list -> changes.operations();
        case watch -> changes.watch(named(), terminal);
        case pause, resume, cancel -> changes.change(named(), verb.name());
      }
    }
    return 0;
  }

  private long named() {
    return id.orElseThrow(
        () -> new CommandFailedException("expected the id of an operation after " + verb));
  }
}
