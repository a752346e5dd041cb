package io.miroir.boot;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.miroir.model.GroupId;
import io.miroir.model.NodeId;
import io.miroir.routing.NodeEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads which Meilisearch servers shall be nodes: {@code ID=URL[,group=G][,zone=Z]}. */
final class ServerNodes {
  /** The key of the list of objects in the configuration file. */
  static final String FILE_KEY = "nodes";

  private static final List<String> NAMES = List.of("id", "url", "group", "zone");

  private ServerNodes() {}

  static List<NodeEntry> from(SettingValues values) {
    List<NodeEntry> nodes = new ArrayList<>();
    for (String text : values.all(Setting.NODE)) {
      nodes.add(
          parse(
              text,
              () ->
                  new ConfigurationException(
                      "%s: expected ID=URL[,group=G][,zone=Z], found '%s'"
                          .formatted(values.source(Setting.NODE), text))));
    }
    long ids = nodes.stream().map(NodeEntry::id).distinct().count();
    if (ids < nodes.size()) {
      throw new ConfigurationException(
          values.source(Setting.NODE) + ": expected different ids, found one twice");
    }
    return List.copyOf(nodes);
  }

  private static NodeEntry parse(String text, Supplier<ConfigurationException> wrong) {
    String[] parts = text.split(",");
    int equals = parts[0].indexOf('=');
    if (equals < 1 || !parts[0].substring(0, equals).matches("[A-Za-z0-9_-]{1,64}")) {
      throw wrong.get();
    }
    Map<String, String> more = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] pair = parts[i].split("=", 2);
      if (pair.length < 2 || !NAMES.subList(2, 4).contains(pair[0]) || pair[1].isEmpty()) {
        throw wrong.get();
      }
      more.put(pair[0], pair[1]);
    }
    return new NodeEntry(
        new NodeId(parts[0].substring(0, equals)),
        NodeEntry.Kind.MEILISEARCH,
        new GroupId(more.getOrDefault("group", GroupId.DEFAULT.value())),
        more.getOrDefault("zone", ""),
        NodeEntry.State.JOINING,
        Optional.empty(),
        Optional.of(parts[0].substring(equals + 1)));
  }

  /** The file's list of objects in the form of the flag. */
  static List<String> texts(ConfigValue value, Path file) {
    if (!(value instanceof ConfigList list)) {
      throw wrong(file);
    }
    return list.stream().map(element -> text(element, file)).toList();
  }

  private static String text(ConfigValue element, Path file) {
    if (element.valueType() != ConfigValueType.OBJECT) {
      throw wrong(file);
    }
    ConfigObject object = (ConfigObject) element;
    boolean known = NAMES.containsAll(object.keySet());
    if (!known || !object.containsKey("id") || !object.containsKey("url")) {
      throw wrong(file);
    }
    StringBuilder text = new StringBuilder();
    text.append(object.get("id").unwrapped()).append('=').append(object.get("url").unwrapped());
    for (String name : NAMES.subList(2, 4)) {
      if (object.containsKey(name)) {
        text.append(',').append(name).append('=').append(object.get(name).unwrapped());
      }
    }
    return text.toString();
  }

  private static ConfigurationException wrong(Path file) {
    return new ConfigurationException(
        "'%s' in %s: expected a list of {id, url, group, zone}".formatted(FILE_KEY, file));
  }
}
