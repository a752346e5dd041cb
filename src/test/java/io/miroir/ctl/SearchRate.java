package io.miroir.ctl;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.miroir.engine.EngineConfig;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.LocalEngine;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SearchRequestReader;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.IndexId;
import io.miroir.model.WriteOperation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Measures searches in the engine alone, by group of queries, over WordNet: CPU time of the
 * searching thread, so that it tells something on a busy machine, too. Run it by hand: directory,
 * perhaps a group (or {@code all}), perhaps rounds, of which the last is measured; each asks other
 * queries.
 */
final class SearchRate {
  private static final int[] SHARDS = IntStream.range(0, 16).toArray();
  private static final int QUERIES = 400;
  private static final List<String> GROUPS =
      List.of(
          "word",
          "prefix",
          "typo",
          "two",
          "five",
          "phrase",
          "filter",
          "facets",
          "sort",
          "placeholder");
  private static final Pattern WORD = Pattern.compile("[A-Za-z]{3,12}");
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random = new Random(7);
  private final List<String> documents = WordNet.load().documents();

  private SearchRate() {}

  public static void main(String[] args) throws IOException {
    var rate = new SearchRate();
    try (LocalEngine engine = LocalEngine.open(EngineConfig.in(Path.of(args[0])))) {
      EngineIndex index = rate.load(engine);
      int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
      for (String group : GROUPS) {
        if (args.length < 2 || args[1].equals("all") || group.equals(args[1])) {
          rate.measure(group, index, rounds);
        }
      }
    }
  }

  private EngineIndex load(LocalEngine engine) throws IOException {
    String settings =
        "{\"searchableAttributes\":[\"words\",\"definition\",\"examples\"],"
            + "\"filterableAttributes\":[\"partOfSpeech\",\"domain\"],"
            + "\"sortableAttributes\":[\"words\"]}";
    EngineIndex index =
        engine.create(
            new IndexId("rate"),
            new IndexDefinition(SHARDS.length, Optional.of("id"), 1, SettingsJson.parse(settings)));
    List<List<WriteOperation>> shards = new ArrayList<>();
    for (int i = 0; i < SHARDS.length; i++) {
      shards.add(new ArrayList<>());
    }
    for (int i = 0; i < documents.size(); i++) {
      byte[] document = documents.get(i).getBytes(StandardCharsets.UTF_8);
      shards
          .get(i % SHARDS.length)
          .add(new WriteOperation(WriteOperation.Kind.REPLACE, "k" + i, i, i + 1, document));
    }
    for (int shard : SHARDS) {
      index.write(List.of(new ShardWrite(shard, shards.get(shard))));
    }
    index.refresh();
    return index;
  }

  private void measure(String group, EngineIndex index, int rounds) throws IOException {
    long[] times = new long[QUERIES];
    List<String> queries = List.of();
    for (int round = 0; round < rounds; round++) {
      queries = IntStream.range(0, QUERIES).mapToObj(i -> query(group)).toList();
      for (int i = 0; i < times.length; i++) {
        SearchRequest request = SearchRequestReader.read(JSON.readTree(queries.get(i))).request();
        long start = THREADS.getCurrentThreadCpuTime();
        index.search(request, SHARDS);
        times[i] = THREADS.getCurrentThreadCpuTime() - start;
      }
    }
    long[] sorted = times.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%-12s p50 %6.3f  p95 %6.3f  p99 %6.3f  max %6.3f ms%n",
        group,
        sorted[sorted.length / 2] / 1e6,
        sorted[sorted.length * 95 / 100] / 1e6,
        sorted[sorted.length * 99 / 100] / 1e6,
        sorted[sorted.length - 1] / 1e6);
    for (int i = 0; i < times.length; i++) {
      if (times[i] >= sorted[Math.max(0, sorted.length - 5)]) {
        System.out.printf("    %6.3f %s%n", times[i] / 1e6, queries.get(i));
      }
    }
  }

  private String query(String group) {
    List<String> words = words();
    String one = words.get(random.nextInt(words.size()));
    return switch (group) {
      case "prefix" -> asked(one.substring(0, 1 + random.nextInt(one.length())), "");
      case "typo" -> asked(typo(one), "");
      case "two" -> asked(some(words, 2), "");
      case "five" -> asked(some(words, 5), "");
      case "phrase" -> asked("\\\"" + words.get(0) + " " + words.get(1) + "\\\"", "");
      case "filter" -> asked(one, ",\"filter\":\"partOfSpeech = verb\"");
      case "facets" -> asked(one, ",\"facets\":[\"partOfSpeech\",\"domain\"]");
      case "sort" -> asked(one, ",\"sort\":[\"words:asc\"]");
      case "placeholder" -> "{\"filter\":\"partOfSpeech = noun\"}";
      default -> asked(one, "");
    };
  }

  private static String asked(String text, String more) {
    return "{\"q\":\"" + text + "\"" + more + "}";
  }

  private String some(List<String> words, int count) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(words.get(random.nextInt(words.size())));
    }
    return String.join(" ", chosen);
  }

  private String typo(String word) {
    int at = 1 + random.nextInt(word.length() - 1);
    return word.substring(0, at) + (char) ('a' + random.nextInt(26)) + word.substring(at + 1);
  }

  /** The words of some definition, two at least. */
  private List<String> words() {
    while (true) {
      String document = documents.get(random.nextInt(documents.size()));
      int text = document.indexOf("\"definition\":") + "\"definition\":".length();
      int end = document.indexOf("\"examples\"");
      List<String> words =
          WORD.matcher(document.substring(text, end)).results().map(MatchResult::group).toList();
      if (words.size() >= 2) {
        return words;
      }
    }
  }
}
