package io.miroir.engine.analysis;

import io.miroir.engine.analysis.LongestWords.Unknown;

/** Which segmenter cuts which script (ranking reference, 1.3.3). */
final class Segmenters {
  private static final Segmenter WHOLE = (text, start, end, ends) -> ends.end(end);
  private static final Segmenter ARTICLE = Segmenters::cutArticle;

  private static final Segmenter THAI = new LongestWords(WordLists::thai, Unknown.CHAR_BY_CHAR);
  private static final Segmenter KHMER = new LongestWords(WordLists::khmer, Unknown.CHAR_BY_CHAR);
  private static final Segmenter GERMAN = new LongestWords(WordLists::german, Unknown.TOGETHER);

  private Segmenters() {}

  static Segmenter of(Script script, Language language) {
    return switch (script) {
      case ARABIC -> ARTICLE;
      case THAI -> THAI;
      case KHMER -> KHMER;
      case CJ -> language == Language.CHINESE ? ChineseSegmenter.INSTANCE : WHOLE;
      case LATIN -> language == Language.GERMAN ? GERMAN : WHOLE;
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
}
