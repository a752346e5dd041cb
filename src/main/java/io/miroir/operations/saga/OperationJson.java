package io.miroir.operations.saga;

import io.miroir.json.Dates;
import io.miroir.json.JsonWriter;
import io.miroir.model.NodeId;
import java.util.Locale;
import java.util.Optional;

/** How operations, steps and plans look in the API. */
final class OperationJson {
  private OperationJson() {}

  static void summary(JsonWriter out, OperationSummary o) {
    out.object();
    fields(out, o);
    out.endObject();
  }

  private static void fields(JsonWriter out, OperationSummary o) {
    out.field("id", o.id())
        .field("kind", o.kind())
        .field("subject", o.subject())
        .field("automatic", o.automatic())
        .field("state", word(o.state()))
        .field("steps", o.steps())
        .field("done", o.done())
        .field("failed", o.failed())
        .field("running", o.running())
        .field("documentsCopied", o.documents())
        .field("begunAt", o.begunAt())
        .fieldOrNull("endedAt", o.endedAt().map(Dates::format))
        .fieldOrNull("reason", text(o.reason()));
  }

  static JsonWriter view(OperationView view) {
    JsonWriter out = new JsonWriter().object();
    fields(out, OperationSummary.of(view));
    out.name("plan").array();
    for (int number = 0; number < view.operation().steps().size(); number++) {
      Operation.Progress progress = view.operation().steps().get(number);
      out.object();
      step(out, progress.step());
      out.field("phase", word(progress.phase()))
          .field("documentsCopied", view.documents().getOrDefault(number, progress.documents()))
          .fieldOrNull("waitsFor", Optional.ofNullable(view.waits().get(number)))
          .fieldOrNull("note", text(progress.note()))
          .fieldOrNull("begunAt", progress.begunAt().map(Dates::format))
          .fieldOrNull("endedAt", progress.endedAt().map(Dates::format))
          .endObject();
    }
    return out.endArray().endObject();
  }

  static void step(JsonWriter out, Step step) {
    switch (step) {
      case Step.AddCopy s -> moved(out, "add-copy", s, Optional.empty(), Optional.of(s.to()));
      case Step.MoveCopy s ->
          moved(out, "move-copy", s, Optional.of(s.from()), Optional.of(s.to()));
      case Step.DropCopy s -> moved(out, "drop-copy", s, Optional.of(s.node()), Optional.empty());
      case Step.DrainNode s -> out.field("step", "drain-node").field("node", s.node().value());
      case Step.ForgetNode s -> out.field("step", "forget-node").field("node", s.node().value());
      case Step.SetFactor s ->
          out.field("step", "set-replication-factor")
              .field("index", s.index().value())
              .field("replicationFactor", s.factor());
    }
    out.field("because", step.reason());
  }

  private static void moved(
      JsonWriter out, String name, Step step, Optional<NodeId> from, Optional<NodeId> to) {
    out.field("step", name)
        .field("shard", step.shard().orElseThrow().toString())
        .fieldOrNull("from", from.map(NodeId::value))
        .fieldOrNull("to", to.map(NodeId::value));
  }

  /**
   * @param sizes of the copies to be made
   * @param documentsPerSecond at which copies are made now; 0 when nothing is being copied
   */
  static JsonWriter plan(Plan plan, CopySizes.Total sizes, double documentsPerSecond) {
    JsonWriter out =
        new JsonWriter()
            .object()
            .field("dryRun", true)
            .field("steps", plan.steps().size())
            .field("documents", sizes.documents())
            .field("bytes", sizes.bytes())
            .name("secondsAtPresentRate");
    if (documentsPerSecond > 0) {
      out.number(Math.round(sizes.documents() / documentsPerSecond));
    } else {
      out.nothing();
    }
    out.fieldOrNull("refused", plan.refusal()).name("blocked").strings(plan.blocked());
    out.name("plan").array();
    for (Step step : plan.steps()) {
      out.object();
      step(out, step);
      out.endObject();
    }
    return out.endArray().endObject();
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
