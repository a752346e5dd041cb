package io.miroir.engine.analysis;

import com.ibm.icu.util.BytesTrie;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Where the word lists of languages come from; each is loaded by the first text that needs it. */
final class WordLists {
  /** The list of PyThaiNLP, dedicated to the public domain (CC0). */
  private static final String THAI = "thai-words.txt.gz";

  private static final String KHMER = "/com/ibm/icu/impl/data/icudata/brkitr/khmerdict.dict";

  private WordLists() {}

  /** Holds the Thai list. */
  private static final class Thai {
    static final WordSet WORDS = WordSet.of(thaiWords());
  }

  /** Holds the Khmer list. */
  private static final class Khmer {
    static final WordSet WORDS = WordSet.of(khmerWords());
  }

  /** Holds the German list. */
  private static final class German {
    static final WordSet WORDS = WordSet.of(GermanWords.read());
  }

  static WordSet thai() {
    return Thai.WORDS;
  }

  static WordSet khmer() {
    return Khmer.WORDS;
  }

  static WordSet german() {
    return German.WORDS;
  }

  private static List<String> thaiWords() {
    try (InputStream in = WordLists.class.getResourceAsStream(THAI);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the Thai word list", e);
    }
  }

  /** ICU's dictionary: a header, eight numbers, and a trie of bytes that stand for chars. */
  private static List<String> khmerWords() {
    try (InputStream in = BytesTrie.class.getResourceAsStream(KHMER)) {
      ByteBuffer data = ByteBuffer.wrap(in.readAllBytes());
      int numbers = data.getShort(0);
      int trie = numbers + data.getInt(numbers);
      int offset = data.getInt(numbers + 20) & 0x1F_FFFF;
      List<String> words = new ArrayList<>();
      for (BytesTrie.Entry entry : new BytesTrie(data.array(), trie)) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < entry.bytesLength(); i++) {
          word.append(khmerChar(entry.byteAt(i) & 0xFF, offset));
        }
        words.add(word.toString());
      }
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the Khmer word list", e);
    }
  }

  private static char khmerChar(int stored, int offset) {
    return switch (stored) {
      case 0xFF -> '\u200D';
      case 0xFE -> '\u200C';
      default -> (char) (offset + stored);
    };
  }
}
