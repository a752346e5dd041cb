package io.miroir.http.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces what differs between two honest runs by the placeholders of the transcripts. A value is
 * replaced only when it has the right form, so a malformed date shows up as a difference.
 */
final class Normalizer {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<String> DATES =
      Set.of(
          "enqueuedAt",
          "startedAt",
          "finishedAt",
          "createdAt",
          "updatedAt",
          "lastUpdate",
          "lastUpdatedAt",
          "expiresAt");
  private static final Set<String> SIZES =
      Set.of(
          "databaseSize",
          "usedDatabaseSize",
          "rawDocumentDbSize",
          "avgDocumentSize",
          "preCompactionSize",
          "postCompactionSize",
          "preSize",
          "postSize");
  private static final Set<String> DROPPED =
      Set.of("progressTrace", "writeChannelCongestion", "internalDatabaseSizes");
  private static final long TASK_SPAN = 20_000;
  private static final Pattern DATE =
      Pattern.compile("(\\d{4})-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
  private static final Pattern DURATION =
      Pattern.compile("P(\\d+D)?T\\d+(\\.\\d{3}|\\.\\d{6}|\\.\\d{9})?S");
  private static final Pattern DUMP_UID = Pattern.compile("\\d{8}-\\d{9}");
  private static final Pattern NOW_IN_TEXT = Pattern.compile("(we're now `)\\d+");
  private static final Pattern HUMAN = Pattern.compile("\\d+(\\.\\d+)? ([KMGT]i)?B");
  private static final Pattern UUID =
      Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b");
  private static final Pattern KEY = Pattern.compile("\\b[0-9a-f]{64}\\b");
  private static final Pattern TASK_IN_TEXT =
      Pattern.compile("(Task `|task with id |bad task id: |should be >= to )(\\d+)");
  private static final Pattern BATCH_IN_TEXT = Pattern.compile("(Batch `)(\\d+)");
  private static final Pattern TASK_LIST =
      Pattern.compile("(\\b(?:uids|canceledBy)=)((?:\\d+(?:,|%2C)?)+)");
  private static final Pattern BATCH_LIST = Pattern.compile("(\\bbatchUids=)((?:\\d+(?:,|%2C)?)+)");
  private static final Pattern NUMBER = Pattern.compile("(?<![%\\d])\\d+");
  private static final Pattern HITS =
      Pattern.compile("/indexes/[^/]+/(search|similar|facet-search)/?(\\?|$)|/multi-search");
  private static final Pattern DOCUMENTS = Pattern.compile("/indexes/[^/]+/documents(/|\\?|$)");

  private final Variables variables;
  private final String literals;
  private final long taskBase;
  private final long batchBase;

  Normalizer(Scenario scenario, Variables variables, long taskBase, long batchBase) {
    this.variables = variables;
    this.literals = scenario.steps().stream().map(s -> s.request().toString()).toList().toString();
    this.taskBase = taskBase;
    this.batchBase = batchBase;
  }

  JsonNode body(String path, int status, JsonNode value) {
    if (value.has("message") && value.has("code") && value.has("type") && value.has("link")) {
      return walk(value, "", "");
    }
    if (status == 200 && HITS.matcher(path).find()) {
      return hits(value);
    }
    if (status == 200 && DOCUMENTS.matcher(path).find()) {
      return value;
    }
    return walk(value, "", path.replaceFirst("^/+", "").split("[/?]")[0]);
  }

  JsonNode task(JsonNode value) {
    return walk(value, "", "tasks");
  }

  private JsonNode hits(JsonNode value) {
    if (!value.isObject()) {
      return value;
    }
    ObjectNode made = NODES.objectNode();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      JsonNode item = entry.getValue();
      made.set(
          entry.getKey(),
          switch (entry.getKey()) {
            case "processingTimeMs" -> item.isInt() ? NODES.textNode("<ms>") : item;
            case "performanceDetails" -> NODES.textNode("<performanceDetails>");
            case "results" -> each(item, this::hits);
            case "requestUid", "metadata", "remoteErrors" -> walk(item, entry.getKey(), "");
            default -> item;
          });
    }
    return made;
  }

  private static JsonNode each(JsonNode list, Function<JsonNode, JsonNode> change) {
    ArrayNode array = NODES.arrayNode();
    list.forEach(item -> array.add(change.apply(item)));
    return array;
  }

  private JsonNode walk(JsonNode value, String key, String area) {
    if (value.isObject()) {
      if (key.equals("internalDatabaseSizes")) {
        return NODES.textNode("<internalDatabaseSizes>");
      }
      ObjectNode made = NODES.objectNode();
      value
          .properties()
          .forEach(
              e -> {
                if (!area.equals("batches") || !DROPPED.contains(e.getKey())) {
                  made.set(e.getKey(), walk(e.getValue(), e.getKey(), area));
                }
              });
      return made;
    }
    if (value.isArray()) {
      return each(value, item -> walk(item, key, area));
    }
    if (value.isTextual()) {
      return NODES.textNode(string(value.textValue(), key));
    }
    return value.isIntegralNumber() ? number(value, key, area) : value;
  }

  private JsonNode number(JsonNode value, String key, String area) {
    boolean listed = Set.of("uid", "from", "next").contains(key);
    if (key.equals("taskUid") || key.equals("canceledBy") || area.equals("tasks") && listed) {
      return label("task", value.longValue(), taskBase);
    }
    if (key.equals("batchUid") || area.equals("batches") && listed) {
      return label("batch", value.longValue(), batchBase);
    }
    if (SIZES.contains(key)) {
      return NODES.textNode("<bytes>");
    }
    return key.equals("processingTimeMs") ? NODES.textNode("<ms>") : value;
  }

  private static JsonNode label(String kind, long uid, long base) {
    long distance = uid - base;
    return distance < -1 || distance > TASK_SPAN
        ? NODES.numberNode(uid)
        : NODES.textNode("<%s%+d>".formatted(kind, distance));
  }

  private String string(String value, String key) {
    Matcher date = DATE.matcher(value);
    if (key.equals("commitSha") || key.equals("commitDate")) {
      return "<commit>";
    }
    if (DATES.contains(key) && date.matches()) {
      int year = Integer.parseInt(date.group(1));
      if (year >= 2016 && year < 2090) {
        return "<date>";
      }
    }
    if (key.equals("duration") && DURATION.matcher(value).matches()) {
      return "<duration>";
    }
    if (SIZES.contains(key) && HUMAN.matcher(value).matches()) {
      return "<humanBytes>";
    }
    if (key.equals("dumpUid") && DUMP_UID.matcher(value).matches()) {
      return "<dumpUid>";
    }
    if (key.equals("pkgVersion") && value.matches("\\d+\\.\\d+\\.\\d+\\S*")) {
      return "<version>";
    }
    return message(value);
  }

  String message(String text) {
    String out = UUID.matcher(text).replaceAll(found -> saved("uuid", found.group()));
    out = KEY.matcher(out).replaceAll(found -> saved("key", found.group()));
    out = NOW_IN_TEXT.matcher(out).replaceAll("$1<unix>");
    out = labelled(TASK_IN_TEXT, out, "task", taskBase);
    out = labelled(BATCH_IN_TEXT, out, "batch", batchBase);
    out = labelled(TASK_LIST, out, "task", taskBase);
    return labelled(BATCH_LIST, out, "batch", batchBase);
  }

  private static String labelled(Pattern pattern, String text, String kind, long base) {
    return pattern
        .matcher(text)
        .replaceAll(
            (MatchResult found) ->
                Matcher.quoteReplacement(
                    found.group(1)
                        + NUMBER
                            .matcher(found.group(2))
                            .replaceAll(
                                n -> label(kind, Long.parseLong(n.group()), base).asText())));
  }

  private String saved(String kind, String value) {
    for (Map.Entry<String, JsonNode> entry : variables.all().entrySet()) {
      if (entry.getValue().asText().equals(value)) {
        return "<" + kind + ":" + entry.getKey() + ">";
      }
    }
    return literals.contains(value) ? value : "<" + kind + ">";
  }
}
