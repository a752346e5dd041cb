package io.miroir.ctl;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/** Begins operations, and shows plans, operations and nodes as tables. */
final class LongChanges {
  private static final Duration WATCH_MAX = Duration.ofDays(7);

  private final ApiClient client;
  private final PrintWriter out;

  LongChanges(ApiClient client, PrintWriter out) {
    this.client = client;
    this.out = out;
  }

  /** One sentence of what was begun, or the plan of a dry run. */
  void begun(ApiClient.Answer answer, boolean dryRun) {
    JsonNode body = explained(answer).json();
    if (dryRun) {
      plan(body);
    } else {
      out.printf(
          "Operation %d: %s of %s, %d steps. Watch it with: miroir operations watch %d%n",
          body.path("id").asLong(),
          body.path("kind").asText(),
          body.path("subject").asText(),
          body.path("steps").asLong(),
          body.path("id").asLong());
      out.flush();
    }
  }

  private static ApiClient.Answer explained(ApiClient.Answer answer) {
    if (!answer.ok()) {
      String said = answer.json().path("message").asText();
      throw new CommandFailedException(
          said.isEmpty() ? "no proper answer: " + answer.status() + " " + answer.body() : said);
    }
    return answer;
  }

  private void plan(JsonNode plan) {
    if (plan.path("refused").isTextual()) {
      throw new CommandFailedException("it would be refused: " + plan.path("refused").asText());
    }
    Table table = new Table("STEP", "SHARD", "FROM", "TO", "BECAUSE");
    for (JsonNode step : plan.path("plan")) {
      table.row(
          step.path("step").asText(),
          text(step, "shard"),
          step.has("node") ? step.path("node").asText() : text(step, "from"),
          text(step, "to"),
          step.path("because").asText());
    }
    table.print(out);
    plan.path("blocked").forEach(reason -> out.println("Not possible now: " + reason.asText()));
    out.printf(
        "%d steps, %d documents, %d bytes to copy. Nothing was changed.%n",
        plan.path("steps").asLong(), plan.path("documents").asLong(), plan.path("bytes").asLong());
    out.flush();
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).isTextual() ? node.path(field).asText() : "-";
  }

  void nodes() {
    Table table =
        new Table("NODE", "KIND", "GROUP", "ZONE", "STATE", "REACHABLE", "COPIES", "IN SYNC");
    for (JsonNode node : explained(client.get("/_miroir/nodes")).json().path("nodes")) {
      String zone = node.path("zone").asText();
      table.row(
          node.path("id").asText(),
          node.path("kind").asText(),
          node.path("group").asText(),
          zone.isEmpty() ? "-" : zone,
          node.path("state").asText(),
          node.path("reachable").asBoolean() ? "yes" : "no",
          node.path("copies").asText(),
          node.path("copiesInSync").asText());
    }
    table.print(out);
  }

  void operations() {
    JsonNode all = explained(client.get("/_miroir/operations")).json().path("operations");
    Table table =
        new Table("ID", "KIND", "SUBJECT", "STATE", "DONE", "DOCUMENTS", "BEGUN", "REASON");
    for (JsonNode operation : all) {
      table.row(
          operation.path("id").asText(),
          operation.path("kind").asText() + (operation.path("automatic").asBoolean() ? " *" : ""),
          operation.path("subject").asText(),
          operation.path("state").asText(),
          operation.path("done").asText() + "/" + operation.path("steps").asText(),
          operation.path("documentsCopied").asText(),
          operation.path("begunAt").asText().replaceAll("\\.\\d+Z", "Z"),
          text(operation, "reason"));
    }
    table.print(out);
    out.println(all.isEmpty() ? "There are none." : "* begun by the cluster itself");
    out.flush();
  }

  void change(long id, String verb) {
    JsonNode now = explained(client.post("/_miroir/operations/" + id + "/" + verb, "")).json();
    out.printf("Operation %d is %s.%n", id, now.path("state").asText());
    out.flush();
  }

  /** Shows how an operation goes on until it has ended; fails when it did not succeed. */
  void watch(long id, boolean terminal) {
    JsonNode first = explained(client.get("/_miroir/operations/" + id)).json();
    ProgressBar bar =
        new ProgressBar(
            out,
            terminal,
            first.path("kind").asText() + " of " + first.path("subject").asText(),
            Math.toIntExact(Math.max(1, first.path("steps").asLong())));
    JsonNode last =
        Poll.until(WATCH_MAX, () -> ended(id, bar))
            .orElseThrow(() -> new CommandFailedException("operation " + id + " still runs"));
    out.printf("Operation %d %s. %s%n", id, last.path("state").asText(), reason(last));
    out.flush();
    if (!last.path("state").asText().equals("succeeded")) {
      throw new CommandFailedException("operation " + id + " did not succeed");
    }
  }

  private static String reason(JsonNode operation) {
    return operation.path("reason").isTextual() ? operation.path("reason").asText() : "";
  }

  private Optional<JsonNode> ended(long id, ProgressBar bar) {
    JsonNode now = explained(client.get("/_miroir/operations/" + id)).json();
    bar.at(Math.min(now.path("done").asInt(), now.path("steps").asInt()));
    return now.path("endedAt").isTextual() ? Optional.of(now) : Optional.empty();
  }
}
