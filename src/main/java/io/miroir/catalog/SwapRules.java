package io.miroir.catalog;

import io.miroir.model.ErrorCode;
import io.miroir.model.IndexId;
import io.miroir.model.IndexUid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides a list of swaps as a whole, in Meilisearch's words. Pure. */
final class SwapRules {
  private SwapRules() {}

  static Decision swap(CatalogState state, String request, List<Catalog.Swap> swaps) {
    TreeSet<IndexUid> missing =
        swaps.stream()
            .flatMap(s -> s.rename() ? Stream.of(s.left()) : Stream.of(s.left(), s.right()))
            .filter(uid -> state.index(uid).isEmpty())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!missing.isEmpty()) {
      return missing.size() == 1
          ? CatalogRules.notFound(missing.first())
          : Decision.refused(
              ErrorCode.INDEX_NOT_FOUND, "Indexes " + quoted(missing.stream()) + " not found.");
    }
    List<Catalog.Swap> conflicts =
        swaps.stream().filter(s -> s.rename() && state.index(s.right()).isPresent()).toList();
    if (!conflicts.isEmpty()) {
      return conflict(conflicts);
    }
    List<CatalogEvent.Move> moves = moves(state, swaps);
    return moves.isEmpty()
        ? new Decision.Already(Optional.empty())
        : new Decision.Happens(new CatalogEvent.Moved(request, moves));
  }

  private static List<CatalogEvent.Move> moves(CatalogState state, List<Catalog.Swap> swaps) {
    List<CatalogEvent.Move> moves = new ArrayList<>();
    for (Catalog.Swap swap : swaps) {
      moves.add(new CatalogEvent.Move(id(state, swap.left()), swap.right()));
      if (!swap.rename()) {
        moves.add(new CatalogEvent.Move(id(state, swap.right()), swap.left()));
      }
    }
    return moves;
  }

  private static IndexId id(CatalogState state, IndexUid uid) {
    return state.index(uid).orElseThrow().id();
  }

  private static Decision conflict(List<Catalog.Swap> conflicts) {
    if (conflicts.size() == 1) {
      Catalog.Swap swap = conflicts.getFirst();
      return Decision.refused(
          ErrorCode.INDEX_ALREADY_EXISTS,
          ("Cannot rename `%s` to `%s` as the index already exists. Hint: You can remove `%s` first"
                  + " and then do your remove.")
              .formatted(swap.left(), swap.right(), swap.right()));
    }
    return Decision.refused(
        ErrorCode.INDEX_ALREADY_EXISTS,
        "The following indexes are being renamed but cannot because their new name conflicts with"
            + " an already existing index: "
            + quoted(conflicts.stream().map(Catalog.Swap::right).sorted())
            + ". Renaming doesn't overwrite the other index name.");
  }

  private static String quoted(Stream<IndexUid> uids) {
    return uids.map(uid -> "`" + uid + "`").collect(Collectors.joining(", "));
  }
}
