package io.miroir.engine.analysis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.IntsRefBuilder;
import org.apache.lucene.util.fst.FST;
import org.apache.lucene.util.fst.FSTCompiler;
import org.apache.lucene.util.fst.PositiveIntOutputs;
import org.apache.lucene.util.fst.Util;

/** The words of jieba's dictionary with their frequencies, as an automaton of a few megabytes. */
final class ChineseWords {
  private static final String RESOURCE = "/dict.txt";
  private static final String OWNER = "com.huaban.analysis.jieba.WordDictionary";

  /** Loaded by the first Chinese text. */
  private static final class Loaded {
    static final ChineseWords WORDS = load();
  }

  private final FST<Long> words;
  private final double logTotal;

  private ChineseWords(FST<Long> words, double logTotal) {
    this.words = words;
    this.logTotal = logTotal;
  }

  static ChineseWords get() {
    return Loaded.WORDS;
  }

  private record Entry(String word, long frequency) {}

  private static ChineseWords load() {
    List<Entry> entries = new ArrayList<>(350_000);
    try (InputStream in = Class.forName(OWNER).getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ");
        if (parts.length >= 2) {
          entries.add(new Entry(parts[0], Long.parseLong(parts[1])));
        }
      }
      return compile(entries);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the Chinese dictionary", e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("expected the Chinese dictionary on the class path", e);
    }
  }

  private static ChineseWords compile(List<Entry> entries) throws IOException {
    entries.sort((left, right) -> left.word().compareTo(right.word()));
    PositiveIntOutputs outputs = PositiveIntOutputs.getSingleton();
    FSTCompiler<Long> compiler = new FSTCompiler.Builder<>(FST.INPUT_TYPE.BYTE2, outputs).build();
    IntsRefBuilder key = new IntsRefBuilder();
    String last = "";
    long total = 0;
    for (Entry entry : entries) {
      total += entry.frequency();
      if (!entry.word().equals(last)) {
        compiler.add(Util.toUTF16(entry.word(), key), Math.max(1, entry.frequency()));
        last = entry.word();
      }
    }
    FST<Long> words = FST.fromFSTReader(compiler.compile(), compiler.getFSTReader());
    return new ChineseWords(words, Math.log(total));
  }

  /** Takes the words that start at one place. */
  interface Found {
    void word(int end, long frequency);
  }

  /** Calls back for every dictionary word that starts at a place, the shortest first. */
  void startingAt(char[] text, int start, int end, Found found) {
    FST.BytesReader reader = words.getBytesReader();
    FST.Arc<Long> arc = words.getFirstArc(new FST.Arc<>());
    long frequency = 0;
    try {
      for (int i = start; i < end; i++) {
        if (words.findTargetArc(text[i], arc, arc, reader) == null) {
          return;
        }
        frequency += arc.output();
        if (arc.isFinal()) {
          found.word(i + 1, frequency + arc.nextFinalOutput());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a dictionary in memory can't fail", e);
    }
  }

  boolean contains(char[] text, int start, int end) {
    boolean[] known = new boolean[1];
    startingAt(text, start, end, (wordEnd, frequency) -> known[0] |= wordEnd == end);
    return known[0];
  }

  double logProbability(long frequency) {
    return Math.log(frequency) - logTotal;
  }
}
