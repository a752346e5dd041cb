package io.miroir.search;

import io.miroir.engine.filter.Filter;
import io.miroir.engine.filter.Filter.And;
import io.miroir.engine.filter.Filter.Condition;
import io.miroir.engine.filter.Filter.Equal;
import io.miroir.engine.filter.Filter.In;
import io.miroir.engine.filter.Filter.Or;
import io.miroir.engine.filter.FilterSyntax;
import io.miroir.engine.filter.Word;
import io.miroir.model.ErrorCode;
import io.miroir.routing.IndexEntry;
import io.miroir.routing.ShardHash;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which shards can hold documents that a filter lets through, from what it says of the primary key;
 * pure.
 *
 * <p>Only numbers in canonical form narrow: filters compare text without regard to case and numbers
 * by value, so {@code id = abc} finds the keys {@code abc} and {@code ABC}, which live in different
 * shards, while no key but {@code 7} equals 7. Above 15 digits different integers are equal
 * doubles.
 */
final class KeyNarrowing {
  private static final Pattern CANONICAL = Pattern.compile("0|-?[1-9][0-9]{0,14}");

  private KeyNarrowing() {}

  /** Ascending, never empty: a query that can match nothing is still judged by one shard. */
  static int[] shards(IndexEntry index, Optional<String> filter) {
    Optional<BitSet> narrowed =
        index
            .primaryKey()
            .filter(key -> filter.isPresent() && filter.get().contains(key))
            .flatMap(
                key ->
                    FilterSyntax.parse(filter.get(), ErrorCode.INVALID_SEARCH_FILTER)
                        .flatMap(tree -> narrow(tree, key, index.shards())));
    if (narrowed.isEmpty()) {
      return all(index);
    }
    return narrowed.get().isEmpty() ? new int[] {0} : narrowed.get().stream().toArray();
  }

  static int[] all(IndexEntry index) {
    return IntStream.range(0, index.shards()).toArray();
  }

  private static Optional<BitSet> narrow(Filter filter, String key, int shards) {
    return switch (filter) {
      case And and -> {
        Optional<BitSet> common = Optional.empty();
        for (Filter part : and.parts()) {
          Optional<BitSet> narrowed = narrow(part, key, shards);
          if (common.isPresent()) {
            narrowed.ifPresent(common.get()::and);
          } else {
            common = narrowed;
          }
        }
        yield common;
      }
      case Or or -> {
        BitSet union = new BitSet();
        for (Filter part : or.parts()) {
          Optional<BitSet> narrowed = narrow(part, key, shards);
          if (narrowed.isEmpty()) {
            yield Optional.empty();
          }
          union.or(narrowed.get());
        }
        yield Optional.of(union);
      }
      case Condition condition when condition.field().value().equals(key) ->
          switch (condition.test()) {
            case Equal equal -> keys(List.of(equal.value()), shards);
            case In in -> keys(in.values(), shards);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static Optional<BitSet> keys(List<Word> values, int shards) {
    BitSet set = new BitSet();
    for (Word value : values) {
      if (!CANONICAL.matcher(value.value()).matches()) {
        return Optional.empty();
      }
      set.set(ShardHash.shardOf(value.value(), shards));
    }
    return Optional.of(set);
  }
}
