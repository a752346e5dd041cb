package io.miroir.boot;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator set, with its source for messages. Flags win over variables of the environment,
 * these over keys of the configuration file.
 *
 * @param values only what was set somewhere, in text
 * @param akka the file's section {@code akka}, which goes to Akka as it is
 */
record SettingValues(Map<Setting, Value> values, Config akka) {

  /**
   * @param source as the operator knows it: a flag, a variable, or a key of a file
   */
  record Value(List<String> texts, String source) {}

  /** Variables with our prefix that are the launcher's. */
  private static final Set<String> LAUNCHER_VARIABLES =
      Set.of("MIROIR_JAVA_OPTS", "MIROIR_NO_CACHE");

  private static final String AKKA = "akka";

  /**
   * @param flags what the command line has, by setting
   * @param defaultFile read if it exists and no other is named
   */
  static SettingValues read(
      Map<Setting, List<String>> flags, Map<String, String> environment, Path defaultFile) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    flags.forEach((setting, texts) -> values.put(setting, new Value(texts, setting.flag())));
    ofEnvironment(environment).forEach(values::putIfAbsent);
    Optional<Path> named = Optional.ofNullable(values.get(Setting.CONFIG)).map(SettingValues::file);
    Config file =
        named.orElse(defaultFile).toFile().exists()
            ? parse(named.orElse(defaultFile))
            : ConfigFactory.empty();
    ofFile(file.root(), named.orElse(defaultFile)).forEach(values::putIfAbsent);
    return new SettingValues(
        values, file.hasPath(AKKA) ? file.withOnlyPath(AKKA) : ConfigFactory.empty());
  }

  private static Path file(Value value) {
    Path file = Path.of(value.texts().getFirst());
    if (!Files.isReadable(file)) {
      throw new ConfigurationException(
          value.source() + ": expected a configuration file, but cannot read " + file);
    }
    return file;
  }

  private static Map<Setting, Value> ofEnvironment(Map<String, String> environment) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      setting
          .variables()
          .filter(name -> !environment.getOrDefault(name, "").isEmpty())
          .findFirst()
          .ifPresent(name -> values.put(setting, ofVariable(setting, name, environment.get(name))));
    }
    environment.keySet().stream()
        .filter(name -> name.startsWith("MIROIR_") && !LAUNCHER_VARIABLES.contains(name))
        .filter(name -> Setting.ofVariable(name).isEmpty())
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new ConfigurationException("unknown variable of the environment: " + name);
            });
    return values;
  }

  private static Value ofVariable(Setting setting, String name, String text) {
    // A node's own parts are divided by commas.
    String separator = setting == Setting.NODE ? "\\s*;\\s*" : "\\s*,\\s*";
    return new Value(
        setting.isRepeatable() ? Arrays.asList(text.split(separator)) : List.of(text), name);
  }

  private static Config parse(Path file) {
    try {
      return ConfigFactory.parseFile(file.toFile()).resolve();
    } catch (ConfigException e) {
      throw new ConfigurationException(file + ": " + e.getMessage());
    }
  }

  private static Map<Setting, Value> ofFile(ConfigObject file, Path name) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    file.forEach(
        (key, value) -> {
          if (key.equals(ServerNodes.FILE_KEY)) {
            values.put(
                Setting.NODE,
                new Value(ServerNodes.texts(value, name), "'" + key + "' in " + name));
          } else if (!key.equals(AKKA)) {
            Setting setting =
                Setting.ofKey(key)
                    .filter(known -> known != Setting.CONFIG)
                    .orElseThrow(
                        () -> new ConfigurationException("unknown key '" + key + "' in " + name));
            values.put(setting, new Value(texts(key, value, name), "'" + key + "' in " + name));
          }
        });
    return values;
  }

  private static List<String> texts(String key, ConfigValue value, Path name) {
    if (value.valueType() == ConfigValueType.LIST) {
      return ((com.typesafe.config.ConfigList) value)
          .stream().map(element -> String.valueOf(element.unwrapped())).toList();
    }
    if (value.valueType() == ConfigValueType.OBJECT) {
      throw new ConfigurationException(
          "'" + key + "' in " + name + ": expected a value, found a section");
    }
    return List.of(String.valueOf(value.unwrapped()));
  }

  /** The source to name in a message about this setting. */
  String source(Setting setting) {
    return values.containsKey(setting) ? values.get(setting).source() : setting.flag();
  }

  List<String> all(Setting setting) {
    return values.containsKey(setting) ? values.get(setting).texts() : List.of();
  }

  Optional<String> text(Setting setting) {
    List<String> texts = all(setting);
    if (texts.size() > 1) {
      throw new ConfigurationException(
          source(setting) + ": expected one value, found " + texts.size());
    }
    return texts.isEmpty() ? setting.fallback() : Optional.of(texts.getFirst());
  }

  ConfigurationException wrong(Setting setting, String expected) {
    return new ConfigurationException(
        source(setting) + ": expected " + expected + ", found '" + text(setting).orElse("") + "'");
  }

  Optional<Integer> number(Setting setting, int min, int max) {
    try {
      Optional<Integer> number = text(setting).map(Integer::valueOf);
      if (number.isPresent() && (number.get() < min || number.get() > max)) {
        throw wrong(setting, "a number from " + min + " to " + max);
      }
      return number;
    } catch (NumberFormatException e) {
      throw wrong(setting, "a number from " + min + " to " + max);
    }
  }

  boolean on(Setting setting) {
    return switch (text(setting).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(setting, "true or false");
    };
  }

  Optional<Long> bytes(Setting setting) {
    return text(setting)
        .map(
            text ->
                ByteSize.parse(text)
                    .orElseThrow(() -> wrong(setting, "a size such as 100MB or 64KiB")));
  }

  Optional<HostPort> hostPort(Setting setting) {
    return text(setting)
        .map(text -> HostPort.parse(text).orElseThrow(() -> wrong(setting, "HOST:PORT")));
  }
}
