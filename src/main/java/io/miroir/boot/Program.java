package io.miroir.boot;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How this program was started. */
final class Program {
  private Program() {}

  /**
   * The command that runs it again: the same JVM with the same options, up to where the arguments
   * begin.
   */
  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return List.copyOf(command);
  }

  /** Whether people watch the output: the launcher knows, Java 21's API cannot tell. */
  static boolean onTerminal() {
    return Boolean.getBoolean("miroir.terminal");
  }
}
