package io.miroir.engine.rank;

import io.miroir.engine.query.RuleScore;
import io.miroir.engine.rank.PartFacts.Kept;
import io.miroir.engine.rank.PartFacts.Settled;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which documents leave a search because a better one has a value of theirs (ranking reference,
 * 6.1), on one node or on one of several.
 *
 * <p>A part that does not know yet what other parts keep lets go only what is lost whoever wins:
 * documents with all values of a better one here. Once it knows what all parts keep, and where, it
 * lets go at the same moments as one index would.
 */
final class Exclusions {
  private final DistinctField field;
  private final boolean shared;
  private final List<Kept> kept;
  private final RoaringBitmap excluded = new RoaringBitmap();
  private final RoaringBitmap outdone = new RoaringBitmap();
  private final RoaringBitmap candidates;
  private int next;

  /**
   * @param field null: nothing is excluded
   * @param candidates lose what is excluded
   */
  Exclusions(DistinctField field, IndexFacts facts, RoaringBitmap candidates) {
    this.field = field;
    this.shared = facts.shared();
    this.kept = facts.told().settled().map(Settled::kept).orElse(null);
    this.candidates = candidates;
  }

  boolean inForce() {
    return field != null;
  }

  /** Documents that must not be ranked any more. */
  RoaringBitmap excluded() {
    return excluded;
  }

  boolean contains(int document) {
    return excluded.contains(document);
  }

  /**
   * Keeps a document that is not excluded.
   *
   * @return whether it is surely kept, as far as this part knows
   */
  boolean keep(int document) {
    if (kept != null) {
      return true;
    }
    boolean surely = !outdone.contains(document);
    RoaringBitmap gone = shared ? field.covering(document) : field.sharing(document);
    if (shared && surely) {
      outdone.or(field.sharing(document));
    }
    exclude(gone, document);
    return surely;
  }

  /** Lets go for documents kept in buckets before one; tells whether there were any. */
  boolean before(List<RuleScore> bucket) {
    boolean some = false;
    while (field != null && kept != null && next < kept.size()) {
      if (RuleOrder.compare(kept.get(next).scores(), bucket) >= 0) {
        return some;
      }
      take();
      some = true;
    }
    return some;
  }

  /** Lets go for documents kept in a bucket up to an ordinal. */
  void upTo(List<RuleScore> bucket, long ordinal) {
    while (kept != null && next < kept.size()) {
      Kept one = kept.get(next);
      int order = RuleOrder.compare(one.scores(), bucket);
      if (order > 0 || (order == 0 && one.ordinal() > ordinal)) {
        return;
      }
      take();
    }
  }

  /** Lets go for all other documents kept: the search is over. */
  void finish() {
    while (field != null && kept != null && next < kept.size()) {
      take();
    }
  }

  private void take() {
    Kept one = kept.get(next++);
    exclude(field.having(one.values()), field.withOrdinal(one.values(), one.ordinal()));
  }

  private void exclude(RoaringBitmap sharing, int spared) {
    if (spared >= 0) {
      sharing.remove(spared);
    }
    excluded.or(sharing);
    candidates.andNot(sharing);
  }
}
