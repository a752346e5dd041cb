package io.miroir.tasks;

import static io.miroir.model.ErrorCode.*;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.catalog.Catalog.Swap;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.model.IndexUid;
import io.miroir.model.ProblemException;
import io.miroir.web.Caller;
import io.miroir.web.IndexUids;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads the body of {@code POST /swap-indexes}. */
final class SwapBody {
  private static final class Draft {
    private List<IndexUid> indexes = List.of();
    private boolean rename;
  }

  private static final JsonShape<Draft> PAIR =
      new JsonShape<Draft>(BAD_REQUEST)
          .required(
              "indexes",
              INVALID_SWAP_INDEXES,
              MISSING_SWAP_INDEXES,
              (d, at) -> d.indexes = at.list(IndexUids::read))
          .field("rename", INVALID_SWAP_RENAME, (d, at) -> d.rename = at.bool());

  private SwapBody() {}

  static List<Swap> read(JsonNode body, Caller caller) {
    List<Draft> drafts = JsonAt.root(body, BAD_REQUEST).list(item -> PAIR.read(item, new Draft()));
    List<Swap> swaps = new ArrayList<>();
    for (Draft draft : drafts) {
      if (draft.indexes.size() != 2) {
        throw ProblemException.of(
            INVALID_SWAP_INDEXES,
            "Two indexes must be given for each swap. The list `["
                + draft.indexes.stream()
                    .map(uid -> "\"" + uid + "\"")
                    .collect(Collectors.joining(", "))
                + "]` contains "
                + draft.indexes.size()
                + " indexes.");
      }
      if (!draft.indexes.stream().allMatch(caller::covers)) {
        throw ProblemException.of(INVALID_API_KEY, "The provided API key is invalid.");
      }
      swaps.add(new Swap(draft.indexes.get(0), draft.indexes.get(1), draft.rename));
    }
    checkDuplicates(swaps);
    return swaps;
  }

  private static void checkDuplicates(List<Swap> swaps) {
    Set<IndexUid> seen = new HashSet<>();
    Set<IndexUid> twice = new TreeSet<>();
    for (Swap swap : swaps) {
      for (IndexUid uid : List.of(swap.left(), swap.right())) {
        if (!seen.add(uid)) {
          twice.add(uid);
        }
      }
    }
    if (!twice.isEmpty()) {
      throw ProblemException.of(
          INVALID_SWAP_DUPLICATE_INDEX_FOUND,
          "Indexes must be declared only once during a swap. "
              + twice.stream().map(uid -> "`" + uid + "`").collect(Collectors.joining(", "))
              + (twice.size() == 1 ? " was" : " were")
              + " specified several times.");
    }
  }
}
