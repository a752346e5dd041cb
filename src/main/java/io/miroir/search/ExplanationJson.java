package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.RuleScore;
import io.miroir.engine.rank.RuleOrder;
import io.miroir.json.JsonWriter;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.ShardHash;
import java.util.List;
import java.util.Locale;

/** How a search was answered, as operators read it. */
final class ExplanationJson {
  private final IndexEntry index;
  private final Searches.Merged merged;

  ExplanationJson(IndexEntry index, Searches.Merged merged) {
    this.index = index;
    this.merged = merged;
  }

  /** Writes an object. */
  void write(JsonWriter out) {
    out.object();
    merged.explanation().ifPresent(how -> how(out, how));
    out.name("hits").array();
    RankedHit before = null;
    for (RankedHit hit : merged.hits()) {
      hit(out, hit, before);
      before = hit;
    }
    out.endArray().endObject();
  }

  private static void how(JsonWriter out, Explanation how) {
    out.field("exact", how.approximate().isEmpty());
    out.name("approximate").strings(how.approximate());
    out.name("plan").strings(how.plan());
    out.field("knownWords", how.knownWords());
    out.name("parts").array();
    for (Explanation.Part part : how.parts()) {
      out.object().field("node", part.node().value()).name("shards").array();
      part.shards().forEach(out::number);
      out.endArray().endObject();
    }
    out.endArray().name("rounds").array();
    for (Explanation.Round round : how.rounds()) {
      out.object().field("reason", round.reason()).field("microseconds", round.micros());
      out.name("nodes").strings(round.nodes().stream().map(node -> node.value()).toList());
      out.endObject();
    }
    out.endArray();
  }

  private void hit(JsonWriter out, RankedHit hit, RankedHit before) {
    int shard = ShardHash.shardOf(hit.key(), index.shards());
    out.object().field("id", hit.key()).field("shard", shard);
    merged.explanation().stream()
        .flatMap(how -> how.parts().stream())
        .filter(part -> part.shards().contains(shard))
        .findFirst()
        .ifPresent(part -> out.field("node", part.node().value()));
    out.field("ordinal", hit.ordinal());
    if (before != null) {
      out.field("behindPreviousBy", decisive(before.scores(), hit.scores()));
    }
    ScoreDetails details = new ScoreDetails(index.settings().rankingRules());
    out.name("rules").raw(details.json(hit.scores())).endObject();
  }

  /** The first rule that tells two neighbours apart. */
  private static String decisive(List<RuleScore> better, List<RuleScore> worse) {
    for (int at = 0; at < Math.min(better.size(), worse.size()); at++) {
      if (better.get(at).getClass() != worse.get(at).getClass()) {
        return "merge of words and vectors";
      }
      if (RuleOrder.compare(better.get(at), worse.get(at)) != 0) {
        return name(better.get(at));
      }
    }
    return better.size() == worse.size() ? "order of insertion" : "merge of words and vectors";
  }

  private static String name(RuleScore rule) {
    return rule instanceof RuleScore.Sort sort
        ? "sort on " + sort.field()
        : rule.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
