package io.miroir.search;

import io.miroir.engine.query.TermStatistics;
import io.miroir.engine.rank.UsedReadings;
import java.util.Map;

/**
 * What was learnt of a query's words, for the next query with the same words: a part that answers
 * from the same moment has the same statistics still, any other tells its own again.
 *
 * @param byMoment statistics of each part
 * @param all their sum, with frequencies if the strategy needs them
 * @param agreed readings used by some part
 */
record KnownWords(Map<Long, TermStatistics> byMoment, TermStatistics all, UsedReadings agreed) {}
