package io.miroir.search;

import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.rank.PartAnswer;
import io.miroir.engine.rank.PartAnswer.Combination;
import io.miroir.engine.rank.PartFacts;
import io.miroir.engine.rank.PartFacts.Kept;
import io.miroir.engine.rank.PartFacts.Settled;
import io.miroir.engine.rank.RuleOrder;
import io.miroir.engine.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a search over parts counts: one index stops at the page's last bucket, lets go of all that
 * share a distinct value with what it kept until there, and of what had too low a score until
 * there. Parts stop elsewhere and know other winners, so they are told both and count again. Pure.
 */
final class Settlement {
  private static final int MORE = 4;

  record Step(PartFacts facts, String reason) {}

  private final SearchRequest request;
  private final Window window;
  private final boolean distinct;
  private Settled settled;
  private OptionalLong total = OptionalLong.empty();

  Settlement(SearchRequest request, Settings settings, Window window) {
    this.request = request;
    this.window = window;
    this.distinct = request.distinct().or(settings::distinctAttribute).isPresent();
  }

  /** The count, where it is not the sum of the parts' counts. */
  OptionalLong total() {
    return total;
  }

  PartFacts with(PartFacts facts) {
    return new PartFacts(
        facts.statistics(),
        facts.moments(),
        facts.agreed(),
        facts.anchors(),
        Optional.ofNullable(settled),
        facts.hits());
  }

  Optional<Step> next(List<? extends ExactMerge.Part<?>> parts, PartFacts facts) {
    List<PartAnswer> answers = parts.stream().map(ExactMerge.Part::answer).toList();
    if (!distinct && request.rankingScoreThreshold().isEmpty() || window.end() == 0) {
      return counted(answers, facts);
    }
    List<List<RankedHit>> lists = answers.stream().map(a -> a.answer().hits()).toList();
    List<RankedHit> hits = HitMerger.merge(lists, HitOrder.INSTANCE, Integer.MAX_VALUE).hits();
    boolean all = request.finite() && request.rankingScoreThreshold().isPresent();
    boolean full = hits.size() >= window.end() && !all;
    if (settled == null && !full && cutShort(lists, hits)) {
      return Optional.of(new Step(more(facts), "more hits"));
    }
    if (settled == null && !needed(answers, hits, full)) {
      return counted(answers, facts);
    }
    Settled now = settled(hits, full);
    if (!same(now)) {
      settled = now;
      return Optional.of(new Step(with(facts), distinct ? "distinct" : "threshold"));
    }
    return counted(answers, facts);
  }

  /** Documents with several values may shut out so many that a part's hits end too early. */
  private boolean cutShort(List<List<RankedHit>> lists, List<RankedHit> hits) {
    int asked = Math.max(window.end(), 1);
    return distinct && hits.size() < asked && lists.stream().anyMatch(list -> list.size() >= asked);
  }

  private PartFacts more(PartFacts facts) {
    int hits = MORE * Math.max(facts.hits(), window.end());
    return new PartFacts(
        facts.statistics(),
        facts.moments(),
        facts.agreed(),
        facts.anchors(),
        facts.settled(),
        hits);
  }

  private boolean needed(List<PartAnswer> answers, List<RankedHit> hits, boolean full) {
    if (distinct) {
      return true;
    }
    return full
        && answers.stream()
            .flatMap(answer -> answer.dropped().stream())
            .anyMatch(at -> RuleOrder.compareCommon(at, hits.get(window.end() - 1).scores()) > 0);
  }

  private Settled settled(List<RankedHit> hits, boolean full) {
    if (!full) {
      return new Settled(Optional.empty(), Long.MAX_VALUE, kept(hits), Optional.empty());
    }
    RankedHit last = hits.get(window.end() - 1);
    int end = window.end();
    while (end < hits.size()
        && !last.scores().isEmpty()
        && RuleOrder.compare(hits.get(end).scores(), last.scores()) == 0) {
      end++;
    }
    return new Settled(
        Optional.of(last.scores()), last.ordinal(), kept(hits.subList(0, end)), Optional.empty());
  }

  private List<Kept> kept(List<RankedHit> hits) {
    if (!distinct) {
      return List.of();
    }
    return hits.stream()
        .filter(hit -> !hit.distinctValues().isEmpty())
        .map(hit -> new Kept(hit.scores(), hit.ordinal(), hit.distinctValues()))
        .toList();
  }

  private boolean same(Settled now) {
    return settled != null
        && settled.last().equals(now.last())
        && settled.lastOrdinal() == now.lastOrdinal()
        && settled.kept().equals(now.kept());
  }

  /** Finite pages count one document of each value over all that is left, best or not. */
  private Optional<Step> counted(List<PartAnswer> answers, PartFacts facts) {
    if (!distinct || !request.finite() || total.isPresent()) {
      return Optional.empty();
    }
    List<Long> survivors = survivors(answers);
    total =
        OptionalLong.of(
            survivors.size() + answers.stream().mapToLong(PartAnswer::withoutValue).sum());
    if (request.facets().isEmpty()) {
      return Optional.empty();
    }
    Settled base =
        settled != null
            ? settled
            : new Settled(Optional.empty(), Long.MAX_VALUE, List.of(), Optional.empty());
    settled = new Settled(base.last(), base.lastOrdinal(), base.kept(), Optional.of(survivors));
    return Optional.of(new Step(with(facts), "facets of distinct documents"));
  }

  private static List<Long> survivors(List<PartAnswer> answers) {
    List<Combination> all =
        answers.stream()
            .flatMap(answer -> answer.values().stream())
            .sorted(Comparator.comparingLong(Combination::ordinal))
            .toList();
    Set<String> taken = new HashSet<>();
    List<Long> found = new ArrayList<>();
    for (Combination one : all) {
      if (one.values().stream().noneMatch(taken::contains)) {
        taken.addAll(one.values());
        found.add(one.ordinal());
      }
    }
    return found;
  }
}
