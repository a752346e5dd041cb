package io.miroir.engine.analysis;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.text.CharacterIterator;
import java.text.StringCharacterIterator;

/** Which segmenter cuts which script (ranking reference, 1.3.3). */
final class Segmenters {
  private static final Segmenter WHOLE = (text, start, end, ends) -> ends.end(end);
  private static final Segmenter ARTICLE = Segmenters::cutArticle;

  private Segmenters() {}

  static Segmenter of(Script script, Language language) {
    return switch (script) {
      case ARABIC -> ARTICLE;
      case THAI -> Broken.THAI.get();
      case KHMER -> Broken.KHMER.get();
      case CJ -> language == Language.CHINESE ? ChineseSegmenter.INSTANCE : WHOLE;
      case LATIN -> language == Language.GERMAN ? GermanSegmenter.INSTANCE : WHOLE;
      default -> WHOLE;
    };
  }

  /** The Arabic article is a word of its own when more follows than fits into four bytes. */
  private static void cutArticle(char[] text, int start, int end, Segmenter.Ends ends) {
    if (end - start > 2 && text[start + 1] == 'ل' && "اأإآٱ".indexOf(text[start]) >= 0) {
      ends.end(start + 2);
    }
    ends.end(end);
  }

  /**
   * Dictionary segmentation by ICU; its iterators are not thread-safe, so each thread has its own.
   */
  private static final class Broken implements Segmenter {
    static final ThreadLocal<Segmenter> THAI = ThreadLocal.withInitial(() -> new Broken("th"));
    static final ThreadLocal<Segmenter> KHMER = ThreadLocal.withInitial(() -> new Broken("km"));

    private final BreakIterator words;

    Broken(String language) {
      words = BreakIterator.getWordInstance(new ULocale(language));
    }

    @Override
    public void segment(char[] text, int start, int end, Ends ends) {
      CharacterIterator piece = new StringCharacterIterator(new String(text, start, end - start));
      words.setText(piece);
      words.first();
      for (int at = words.next(); at != BreakIterator.DONE; at = words.next()) {
        ends.end(start + at);
      }
    }
  }
}
