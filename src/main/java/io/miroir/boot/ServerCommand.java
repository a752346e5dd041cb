package io.miroir.boot;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code miroir server}: its flags are the table of {@link Setting}. */
final class ServerCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final Path defaultFile;
  private final Function<ServerConfig, Integer> member;
  private final CommandSpec spec;

  /**
   * @param defaultFile the configuration file to read when none is named
   * @param member runs a member until it is stopped and gives the exit code
   */
  ServerCommand(
      Map<String, String> environment, Path defaultFile, Function<ServerConfig, Integer> member) {
    this.environment = environment;
    this.defaultFile = defaultFile;
    this.member = member;
    this.spec = describe(CommandSpec.wrapWithoutInspection(this));
  }

  CommandSpec spec() {
    return spec;
  }

  private static CommandSpec describe(CommandSpec spec) {
    spec.name("server").mixinStandardHelpOptions(true).versionProvider(new Main.Version());
    spec.usageMessage()
        .description(
            "Starts one member: alone, in the cluster it was in before, or in the one to join.")
        .footer(
            "",
            "Each option may also be a variable (--http-addr: MIROIR_HTTP_ADDR) or a key of the"
                + " configuration file (http-addr). Flags win over variables, variables over keys.")
        .sortOptions(false);
    for (Setting setting : Setting.values()) {
      spec.addOption(option(setting));
    }
    return spec;
  }

  private static OptionSpec option(Setting setting) {
    String fallback =
        setting.isSwitch()
            ? ""
            : setting.fallback().map(text -> " (default: " + text + ")").orElse("");
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flag()).description(setting.description() + fallback);
    if (setting.isSwitch()) {
      return option.type(boolean.class).arity("0").build();
    }
    option.paramLabel(setting.argument()).arity("1");
    return setting.isRepeatable()
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  @Override
  public Integer call() {
    ParseResult parsed = spec.commandLine().getParseResult();
    return member.apply(
        ServerConfig.from(SettingValues.read(flags(parsed), environment, defaultFile)));
  }

  private static Map<Setting, List<String>> flags(ParseResult parsed) {
    Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
    Arrays.stream(Setting.values())
        .filter(setting -> parsed.hasMatchedOption(setting.flag()))
        .forEach(setting -> flags.put(setting, texts(setting, parsed)));
    return flags;
  }

  private static List<String> texts(Setting setting, ParseResult parsed) {
    return setting.isSwitch()
        ? List.of("true")
        : parsed.matchedOption(setting.flag()).stringValues();
  }
}
