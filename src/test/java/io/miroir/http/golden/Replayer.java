package io.miroir.http.golden;

import static io.miroir.http.golden.Scenario.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** Sends the requests of a scenario to a server and says where its answers differ. */
final class Replayer {
  private static final Set<String> FINISHED = Set.of("succeeded", "failed", "canceled");
  private static final List<String> SORTED =
      List.of("access-control-allow-methods", "access-control-allow-headers", "allow");
  private static final List<String> HEADERS =
      List.of(
          "content-type",
          "access-control-allow-origin",
          "access-control-allow-methods",
          "access-control-allow-headers",
          "access-control-max-age",
          "allow",
          "retry-after",
          "content-encoding");
  private static final Set<String> DEFAULT_KEYS =
      Set.of(
          "Default Chat API Key",
          "Default Read-Only Admin API Key",
          "Default Admin API Key",
          "Default Search API Key");
  private static final int OK = 200;
  private static final int BUSY = 503;
  private static final int BUSY_MAX = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String masterKey;
  private final List<InputStream> streams = new ArrayList<>();

  /**
   * @param masterKey empty for a server without one
   */
  Replayer(String url, String masterKey) {
    this.url = url;
    this.masterKey = masterKey;
  }

  /** For each step what differs; an empty list for an equal one. */
  List<List<String>> run(Scenario scenario) throws IOException, InterruptedException {
    reset();
    long taskBase = next("/tasks");
    long batchBase = next("/batches");
    Variables variables = new Variables();
    variables.put("base", JSON.getNodeFactory().numberNode(taskBase));
    variables.put("batchBase", JSON.getNodeFactory().numberNode(batchBase));
    variables.put("masterKey", JSON.getNodeFactory().textNode(masterKey));
    Normalizer normalizer = new Normalizer(scenario, variables, taskBase, batchBase);
    List<List<String>> results = new ArrayList<>();
    try {
      for (Scenario.Step step : scenario.steps()) {
        results.add(differences(step, variables, normalizer));
      }
    } finally {
      for (InputStream stream : streams) {
        stream.close();
      }
      streams.clear();
    }
    return results;
  }

  private List<String> differences(Scenario.Step step, Variables variables, Normalizer normalizer)
      throws IOException, InterruptedException {
    if (step.request().has("sleepMs")) {
      rest(Duration.ofMillis(step.request().get("sleepMs").asLong()));
    }
    ObjectNode result = JSON.createObjectNode();
    try {
      for (JsonNode uid : variables.in(step.request().path("waitFor"))) {
        finished(uid.asLong());
      }
      HttpRequest request = new StepRequest(step, variables, url, masterKey).build();
      read(step, answer(step, request), variables, normalizer, result);
    } catch (Variables.Unresolved | IllegalArgumentException | IOException problem) {
      return List.of("problem " + problem.getMessage());
    }
    return Comparison.differences(step.response(), result, step.request().path("ignore"));
  }

  /**
   * On a busy machine a read may be refused for now, as it says; it is asked again. A stream that
   * has begun is left open until the scenario ends.
   */
  private Answer answer(Scenario.Step step, HttpRequest request)
      throws IOException, InterruptedException {
    boolean reads = !step.request().path("waitTask").asBoolean();
    for (int tries = 1; ; tries++) {
      HttpResponse<InputStream> answer =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      if (step.request().path("stream").asBoolean() && answer.statusCode() == OK) {
        streams.add(answer.body());
        return new Answer(OK, answer.headers(), new byte[0]);
      }
      byte[] body = answer.body().readAllBytes();
      if (answer.statusCode() != BUSY || !reads || tries > BUSY_MAX) {
        return new Answer(answer.statusCode(), answer.headers(), body);
      }
      rest(Duration.ofSeconds(1));
    }
  }

  /** As long as the recording says; a single park may end earlier. */
  private static void rest(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private record Answer(int statusCode, HttpHeaders headers, byte[] body) {}

  private void read(
      Scenario.Step step,
      Answer answer,
      Variables variables,
      Normalizer normalizer,
      ObjectNode result)
      throws IOException, InterruptedException {
    result.put("status", answer.statusCode());
    result.set("headers", headers(answer));
    String encoding = answer.headers().firstValue("content-encoding").orElse("");
    byte[] bytes =
        encoding.equals("gzip")
            ? new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes()
            : answer.body();
    boolean json =
        answer.headers().firstValue("content-type").orElse("").startsWith("application/json");
    boolean readable = json && bytes.length > 0 && !encoding.equals("br");
    JsonNode body = readable ? JSON.readTree(bytes) : MissingNode.getInstance();
    boolean waits = step.request().path("waitTask").asBoolean();
    JsonNode task =
        waits && body.path("taskUid").isNumber()
            ? finished(body.get("taskUid").asLong())
            : JSON.nullNode();
    // First, since what is saved has its name among the placeholders.
    variables.save(step.request().path("save"), body, task);
    if (step.request().path("stream").asBoolean() && answer.statusCode() == 200) {
      result.put("text", "<stream>");
    } else if (encoding.equals("br")) {
      result.put("text", "<br>");
    } else if (!body.isMissingNode()) {
      String path = step.request().get("path").asText();
      result.set("body", normalizer.body(path, answer.statusCode(), body));
    } else {
      String text = new String(bytes, StandardCharsets.UTF_8);
      JsonNode families = step.request().path("keepMetrics");
      boolean metrics = families.isArray() && answer.statusCode() == OK;
      result.put("text", metrics ? chosen(text, families) : normalizer.message(text));
    }
    if (waits) {
      result.set("task", normalizer.task(task));
    }
  }

  /** The type lines and samples of some metric families or single samples, sorted. */
  private static String chosen(String page, JsonNode names) {
    Set<String> samples = new HashSet<>();
    Set<String> families = new HashSet<>();
    for (JsonNode name : names) {
      samples.add(name.asText());
      families.add(name.asText().split("\\{")[0]);
    }
    return page.lines()
        .filter(
            line ->
                line.startsWith("# TYPE ")
                    ? families.contains(line.split(" ")[2])
                    : !line.startsWith("#")
                        && (samples.contains(line.split("[{ ]")[0])
                            || samples.contains(line.replaceFirst(" [^ ]*$", ""))))
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static ObjectNode headers(Answer answer) {
    ObjectNode kept = JSON.createObjectNode();
    for (String name : HEADERS) {
      Optional<String> value = answer.headers().firstValue(name);
      if (value.isPresent()) {
        String text = value.get().trim().toLowerCase(Locale.ROOT).replace("; ", ";");
        if (SORTED.contains(name)) {
          text =
              String.join(", ", Arrays.stream(text.split(",")).map(String::trim).sorted().toList());
        }
        kept.put(name, text);
      }
    }
    return kept;
  }

  private JsonNode finished(long uid) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode task = call("GET", "/tasks/" + uid);
    while (!FINISHED.contains(task.path("status").asText()) && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      task = call("GET", "/tasks/" + uid);
    }
    return task;
  }

  /** As the recordings' own replayer begins: nothing there, every feature off. */
  private void reset() throws IOException, InterruptedException {
    done(call("POST", "/tasks/cancel?statuses=enqueued,processing"));
    ObjectNode flags = JSON.createObjectNode();
    call("GET", "/experimental-features")
        .fieldNames()
        .forEachRemaining(flag -> flags.put(flag, false));
    call("PATCH", "/experimental-features", flags);
    for (JsonNode index : call("GET", "/indexes?limit=200").path("results")) {
      done(call("DELETE", "/indexes/" + index.get("uid").asText()));
    }
    for (JsonNode webhook : call("GET", "/webhooks").path("results")) {
      call("DELETE", "/webhooks/" + webhook.get("uuid").asText());
    }
    for (JsonNode key : call("GET", "/keys?limit=1000").path("results")) {
      if (!DEFAULT_KEYS.contains(key.path("name").asText())) {
        call("DELETE", "/keys/" + key.get("uid").asText());
      }
    }
    for (int i = 0; i < 2; i++) {
      done(call("DELETE", "/tasks?statuses=succeeded,failed,canceled"));
    }
  }

  private void done(JsonNode summary) throws IOException, InterruptedException {
    finished(summary.path("taskUid").asLong());
  }

  private long next(String path) throws IOException, InterruptedException {
    return call("GET", path + "?limit=1").path("results").path(0).path("uid").asLong(-1) + 1;
  }

  private JsonNode call(String method, String target) throws IOException, InterruptedException {
    return call(method, target, MissingNode.getInstance());
  }

  private JsonNode call(String method, String target, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + target)).timeout(PATIENCE);
    if (!masterKey.isEmpty()) {
      request.header("Authorization", "Bearer " + masterKey);
    }
    if (body.isMissingNode()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }
    byte[] answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body();
    return answer.length == 0 ? MissingNode.getInstance() : JSON.readTree(answer);
  }
}
