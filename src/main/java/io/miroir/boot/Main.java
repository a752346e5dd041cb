package io.miroir.boot;

import io.miroir.ctl.BenchCommand;
import io.miroir.ctl.CommandFailedException;
import io.miroir.ctl.DemoCommand;
import io.miroir.ctl.NodeCommand;
import io.miroir.ctl.OperationsCommand;
import io.miroir.ctl.RebalanceCommand;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: its commands and what their failures look like. */
@Command(
    name = "miroir",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "RAID for search: a Meilisearch-compatible distributed search server.")
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"miroir " + BuildInfo.version()};
    }
  }

  private Main() {}

  public static void main(String[] arguments) {
    Path home = Path.of(System.getProperty("miroir.home", "."));
    int code =
        commandLine(System.getenv(), home.resolve("conf/miroir.conf"), Member::run)
            .execute(arguments);
    System.exit(code);
  }

  static CommandLine commandLine(
      Map<String, String> environment, Path defaultFile, Function<ServerConfig, Integer> member) {
    CommandLine line = new CommandLine(new Main());
    line.addSubcommand(new ServerCommand(environment, defaultFile, member).spec());
    line.addSubcommand(new TrainingRun(member));
    line.addSubcommand(new DemoCommand(Program.command(), Program.onTerminal()));
    line.addSubcommand(new BenchCommand(Program.command()));
    line.addSubcommand(new NodeCommand());
    line.addSubcommand(new RebalanceCommand());
    line.addSubcommand(new OperationsCommand(Program.onTerminal()));
    line.setParameterExceptionHandler(
        (wrong, given) -> {
          CommandLine command = wrong.getCommandLine();
          command.getErr().println("miroir: " + wrong.getMessage());
          CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
          command
              .getErr()
              .println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
          return CommandLine.ExitCode.USAGE;
        });
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof ConfigurationException) {
            command.getErr().println("miroir: " + failure.getMessage());
            return CommandLine.ExitCode.USAGE;
          }
          if (failure instanceof CommandFailedException) {
            command.getErr().println("miroir: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
          }
          throw failure;
        });
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected a command, found none");
  }
}
