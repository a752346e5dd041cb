package io.miroir.ctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** What to try first: requests as lines to paste, each with its answer of now. */
final class Tour {
  private static final int LINES_MAX = 24;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * @param body of a POST; empty: a GET
   */
  private record Stop(String says, String path, Optional<String> body) {}

  private final List<Stop> stops;

  private Tour(List<Stop> stops) {
    this.stops = stops;
  }

  static Tour of(Corpus corpus) {
    String index = "/indexes/" + corpus.index();
    List<Stop> cluster =
        List.of(
            get("Which nodes there are", "/_miroir/topology"),
            get("How much there is", index + "/stats"));
    List<Stop> searches =
        corpus.index().equals("wordnet")
            ? List.of(
                search(
                    "A search, with a typo",
                    index,
                    "{\"q\":\"feline"
                        + " mamal\",\"limit\":3,\"attributesToRetrieve\":[\"words\",\"definition\"]}"),
                search(
                    "Filtered, with facet counts over all shards",
                    index,
                    "{\"q\":\"light\",\"filter\":\"partOfSpeech ="
                        + " verb\",\"facets\":[\"domain\"],\"limit\":2,"
                        + "\"attributesToRetrieve\":[\"words\",\"definition\"],\"showRankingScore\":true}"))
            : List.of(search("The first documents", index, "{\"q\":\"\",\"limit\":3}"));
    return new Tour(java.util.stream.Stream.concat(searches.stream(), cluster.stream()).toList());
  }

  private static Stop get(String says, String path) {
    return new Stop(says, path, Optional.empty());
  }

  private static Stop search(String says, String index, String body) {
    return new Stop(says, index + "/search", Optional.of(body));
  }

  /** Prints every stop and asks the members for its answer, one after the other. */
  void guide(List<ApiClient> members, Optional<String> key, PrintWriter out) {
    for (int i = 0; i < stops.size(); i++) {
      Stop stop = stops.get(i);
      ApiClient member = members.get(i % members.size());
      out.println();
      out.println("# " + stop.says());
      out.println(line(member, key, stop));
      ApiClient.Answer answer =
          stop.body()
              .map(body -> member.post(stop.path(), body))
              .orElseGet(() -> member.get(stop.path()));
      out.println(shown(answer));
      out.flush();
    }
  }

  private static String line(ApiClient member, Optional<String> key, Stop stop) {
    StringBuilder line = new StringBuilder("curl '").append(member.base().resolve(stop.path()));
    line.append('\'');
    key.ifPresent(value -> line.append(" -H 'Authorization: Bearer ").append(value).append('\''));
    stop.body()
        .ifPresent(
            body ->
                line.append(" -H 'Content-Type: application/json' --data '")
                    .append(body)
                    .append('\''));
    return line.toString();
  }

  private static String shown(ApiClient.Answer answer) {
    String text = pretty(answer);
    List<String> lines = text.lines().toList();
    return lines.size() <= LINES_MAX
        ? text
        : String.join("\n", lines.subList(0, LINES_MAX))
            + "\n  ... "
            + (lines.size() - LINES_MAX)
            + " more lines";
  }

  private static String pretty(ApiClient.Answer answer) {
    try {
      return answer.json().isMissingNode()
          ? answer.status() + " " + answer.body()
          : JSON.writeValueAsString(answer.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
