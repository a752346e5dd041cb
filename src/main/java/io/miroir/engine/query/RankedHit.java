package io.miroir.engine.query;

import java.util.List;

/**
 * One hit of one shard set, ready to be merged and shown. Byte fields are UTF-8 JSON; empty means
 * absent.
 *
 * @param key primary key as text
 * @param ordinal breaks ties between hits with equal scores, see {@link io.miroir.model.Ordinal}
 * @param scores one per rule, in execution order, always present
 * @param distinctValues values of the distinct attribute in the form {@code n:1.5} or {@code
 *     s:normalized}; empty when no distinct is in force or the document has none
 * @param document the retrieved attributes as one JSON object, {@code _vectors} and {@code
 *     _geoDistance} included when due
 * @param formatted the object under {@code _formatted}
 * @param matchesPosition the object under {@code _matchesPosition}
 */
public record RankedHit(
    String key,
    long ordinal,
    List<RuleScore> scores,
    List<String> distinctValues,
    byte[] document,
    byte[] formatted,
    byte[] matchesPosition) {}
