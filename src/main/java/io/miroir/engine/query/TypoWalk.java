package io.miroir.engine.query;

import io.miroir.engine.store.IndexView;
import io.miroir.engine.store.WordWalk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.UnicodeUtil;

/**
 * Finds the dictionary words near a word (ranking reference, 2.5): walks the words in byte order,
 * keeps the rows of distances of common beginnings, and leaves out whole runs of words whose
 * beginning is too far away already.
 */
final class TypoWalk {
  private final int[] word;
  private final int budget;
  private final int farMax;
  private final int otherMax;
  private final TypoDistance distance;

  private final List<String> near = new ArrayList<>();
  private final List<String> far = new ArrayList<>();
  private final List<String> otherLetter = new ArrayList<>();

  /** The bytes of the chars read, and where each char ends. */
  private byte[] path = new byte[64];

  private int[] ends = new int[64];
  private final UnicodeUtil.UTF8CodePoint read = new UnicodeUtil.UTF8CodePoint();

  private TypoWalk(String word, boolean prefix, int budget) {
    this.word = word.codePoints().toArray();
    this.budget = budget;
    this.farMax = budget == 1 ? 0 : TypoCandidates.TWO_MAX;
    this.otherMax = budget == 1 ? 0 : TypoCandidates.ONE_MAX + TypoCandidates.TWO_MAX;
    this.distance = new TypoDistance(this.word, prefix, budget);
  }

  static TypoCandidates find(IndexView view, String word, boolean prefix, int budget) {
    TypoCandidates all = TypoCandidates.NONE;
    for (WordWalk part : view.dictionary()) {
      all = all.merge(new TypoWalk(word, prefix, budget).walk(part));
    }
    return all;
  }

  private TypoCandidates walk(WordWalk words) {
    BytesRef current = words.next();
    while (current != null
        && (near.size() < TypoCandidates.ONE_MAX
            || far.size() < farMax
            || otherLetter.size() < otherMax)) {
      keepCommonBeginning(current);
      current = visit(words, current);
    }
    return new TypoCandidates(List.copyOf(near), List.copyOf(far), List.copyOf(otherLetter));
  }

  private void keepCommonBeginning(BytesRef current) {
    int depth = distance.depth();
    int most = Math.min(ends[depth], current.length);
    int common = 0;
    while (common < most && path[common] == current.bytes[current.offset + common]) {
      common++;
    }
    while (ends[depth] > common) {
      depth--;
    }
    distance.truncate(depth);
  }

  /** Judges a word, or all words with a beginning of it; the word to go on with. */
  private BytesRef visit(WordWalk words, BytesRef current) {
    int at = ends[distance.depth()];
    int first = distance.depth() == 0 ? -1 : firstChar;
    while (at < current.length) {
      int next = charAt(current, at);
      at += charBytes;
      if (first < 0) {
        first = next;
        firstChar = next;
      }
      push(next, current, at);
      int limit = limit(first);
      if (limit == 0) {
        return words.skip(at);
      }
      if (distance.settled()) {
        return takeAll(words, current, at);
      }
      if (distance.hopeless(limit)) {
        return words.skip(at);
      }
    }
    List<String> list = list(first, distance.distance());
    if (list != null && words.alive()) {
      list.add(current.utf8ToString());
    }
    return words.next();
  }

  private int firstChar;
  private int charBytes;

  private int charAt(BytesRef text, int at) {
    byte lead = text.bytes[text.offset + at];
    if (lead >= 0) {
      charBytes = 1;
      return lead;
    }
    UnicodeUtil.codePointAt(text.bytes, text.offset + at, read);
    charBytes = read.numBytes;
    return read.codePoint;
  }

  private void push(int next, BytesRef current, int end) {
    distance.push(next);
    int depth = distance.depth();
    if (depth == ends.length) {
      ends = Arrays.copyOf(ends, 2 * depth);
    }
    if (end > path.length) {
      path = Arrays.copyOf(path, 2 * end);
    }
    int start = ends[depth - 1];
    System.arraycopy(current.bytes, current.offset + start, path, start, end - start);
    ends[depth] = end;
  }

  /** Another first char costs the whole budget: no typo may follow, and one means distance 1. */
  private int limit(int first) {
    return first == word[0] ? budget : budget - 1;
  }

  /** Where a word of this distance belongs; null when nowhere, or when there is no room. */
  private List<String> list(int first, int typos) {
    if (first != word[0]) {
      return typos == 1 && otherLetter.size() < otherMax ? otherLetter : null;
    }
    return switch (typos) {
      case 1 -> near.size() < TypoCandidates.ONE_MAX ? near : null;
      case 2 -> far.size() < farMax ? far : null;
      default -> null;
    };
  }

  /** All words with the settled beginning are equally far. */
  private BytesRef takeAll(WordWalk words, BytesRef current, int end) {
    int typos = distance.whole();
    BytesRef beginning = new BytesRef(path, 0, end);
    BytesRef at = current;
    List<String> list = list(firstChar, typos);
    while (at != null && list != null && StringHelper.startsWith(at, beginning)) {
      if (words.alive()) {
        list.add(at.utf8ToString());
        list = list(firstChar, typos);
      }
      at = words.next();
    }
    return at != null && StringHelper.startsWith(at, beginning) ? words.skip(end) : at;
  }
}
