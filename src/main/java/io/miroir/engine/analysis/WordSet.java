package io.miroir.engine.analysis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.TreeSet;
import org.apache.lucene.util.IntsRefBuilder;
import org.apache.lucene.util.fst.FST;
import org.apache.lucene.util.fst.FSTCompiler;
import org.apache.lucene.util.fst.NoOutputs;
import org.apache.lucene.util.fst.Util;

/** Words as an automaton: small, immutable, shared by all threads. */
final class WordSet {
  private final FST<Object> words;

  private WordSet(FST<Object> words) {
    this.words = words;
  }

  static WordSet of(Collection<String> words) {
    NoOutputs outputs = NoOutputs.getSingleton();
    FSTCompiler<Object> compiler = new FSTCompiler.Builder<>(FST.INPUT_TYPE.BYTE2, outputs).build();
    IntsRefBuilder key = new IntsRefBuilder();
    try {
      for (String word : new TreeSet<>(words)) {
        compiler.add(Util.toUTF16(word, key), outputs.getNoOutput());
      }
      return new WordSet(FST.fromFSTReader(compiler.compile(), compiler.getFSTReader()));
    } catch (IOException e) {
      throw new UncheckedIOException("an automaton in memory can't fail", e);
    }
  }

  /** One reader for each thread or text. */
  FST.BytesReader reader() {
    return words.getBytesReader();
  }

  /** The length of the longest word that starts at a place; 0: none. */
  int longest(char[] text, int start, int end, FST.BytesReader reader) {
    FST.Arc<Object> arc = words.getFirstArc(new FST.Arc<>());
    int longest = 0;
    try {
      for (int i = start; i < end; i++) {
        if (words.findTargetArc(text[i], arc, arc, reader) == null) {
          break;
        }
        if (arc.isFinal()) {
          longest = i + 1 - start;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an automaton in memory can't fail", e);
    }
    return longest;
  }
}
