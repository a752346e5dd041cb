package io.miroir.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenizerTest {
  private final Tokenizer tokenizer = TestTokenizers.plain();

  @Test
  void anApostropheADotAndAnUnderscoreCutWords() {
    assertThat(show("can't")).containsExactly("can", "'", "t");
    assertThat(show("32.3")).containsExactly("32", ".", "3");
    assertThat(show("snake_case")).containsExactly("snake", "_", "case");
    assertThat(show("camelCase")).containsExactly("camelcase");
    assertThat(show("a$b<c")).containsExactly("a$b<c");
  }

  @Test
  void aDotIsHardOnlyBeforeASpace() {
    List<Token> tokens = tokenizer.tokens("Hello. World.\nEnd.", List.of());
    assertThat(tokens)
        .extracting(Token::kind)
        .containsExactly(
            TokenKind.WORD,
            TokenKind.HARD_SEPARATOR,
            TokenKind.WORD,
            TokenKind.SOFT_SEPARATOR,
            TokenKind.SOFT_SEPARATOR,
            TokenKind.WORD,
            TokenKind.SOFT_SEPARATOR);
    assertThat(tokens.get(1).lemma()).isEqualTo(". ");
  }

  @Test
  void marksGoFromLatinAndGreekButStayInCyrillic() {
    assertThat(show("Ŵôřlḑôle Œuvre straße"))
        .containsExactly("worldole", " ", "oeuvre", " ", "straße");
    assertThat(show("ΌΔΟΣ")).containsExactly("οδοσ");
    assertThat(show("Йод")).containsExactly("и\u0306од");
    assertThat(show("김밥")).hasSize(1).first().asString().hasSize(6);
  }

  @Test
  void anEllipsisIsAWordAndFullwidthSeparatorsAreSeparators() {
    List<Token> tokens = tokenizer.tokens("red…fox！bar，x", List.of());
    assertThat(tokens.get(1).kind()).isEqualTo(TokenKind.WORD);
    assertThat(tokens.get(1).lemma()).isEqualTo("...");
    assertThat(tokens.get(3).kind()).isEqualTo(TokenKind.HARD_SEPARATOR);
    assertThat(tokens.get(5).kind()).isEqualTo(TokenKind.SOFT_SEPARATOR);
  }

  @Test
  void aNoBreakSpaceIsPartOfAWord() {
    assertThat(show("red\u00A0fox")).containsExactly("red fox");
  }

  @Test
  void stopWordsAreComparedWithTheirCase() {
    Tokenizer stopping = TestTokenizers.with(List.of("the"), List.of(), List.of(), List.of());
    assertThat(stopping.tokens("the The", List.of()))
        .extracting(Token::kind)
        .containsExactly(TokenKind.STOP_WORD, TokenKind.SOFT_SEPARATOR, TokenKind.WORD);
  }

  @Test
  void customSeparatorsAndDictionaryWinByLength() {
    Tokenizer custom =
        TestTokenizers.with(List.of(), List.of("|", "<br>"), List.of("-"), List.of("J. R. R."));
    assertThat(custom.tokens("a|b<br>c-d J. R. R. Tolkien", List.of()))
        .extracting(Token::lemma)
        .containsExactly("a", "|", "b", "<br>", "c-d", " ", "j. r. r.", " ", "tolkien");
    assertThat(custom.tokens("x<br>y", List.of()).get(1).kind())
        .isEqualTo(TokenKind.SOFT_SEPARATOR);
  }

  @Test
  void scriptsAreCutApartAndTheArabicArticleIsAWord() {
    assertThat(show("abcмир")).containsExactly("abc", "мир");
    assertThat(show("الكتاب")).containsExactly("ال", "كتاب");
    assertThat(show("فيلم")).containsExactly("فيلم");
  }

  @Test
  void aCharMapLeadsFromLemmaCharsBackToTheOriginal() {
    Token token = tokenizer.tokens("Ŵôřlḑôle", List.of()).getFirst();
    assertThat(token.originalEnd("Ŵôřlḑôle", 5)).isEqualTo(5);
    Token ligature = tokenizer.tokens("Œuvre", List.of()).getFirst();
    assertThat(ligature.originalChars(1)).isEqualTo(1);
    assertThat(ligature.originalChars(3)).isEqualTo(2);
  }

  @Test
  void swedishLettersKeepTheirMarksWhenTheLocaleSaysSo() {
    assertThat(tokenizer.tokens("Ångström é", List.of("swe")))
        .extracting(Token::lemma)
        .containsExactly("ångström", " ", "e");
  }

  @Test
  void chineseIsCutIntoDictionaryWordsOfTwoChars() {
    assertThat(show("我爱北京大学")).containsExactly("我", "愛", "北京", "大學");
    assertThat(tokenizer.tokens("中国", List.of("cmn"))).hasSize(1);
    assertThat(tokenizer.tokens("大学生", List.of("jpn"))).hasSize(1);
    assertThat(show("学校123")).hasSize(2);
  }

  @Test
  void germanCompoundsAreCutWhenTheLocaleIsGerman() {
    assertThat(tokenizer.tokens("Kaffeetasse", List.of("deu")))
        .extracting(Token::lemma)
        .containsExactly("kaffee", "tasse");
    assertThat(show("Kaffeetasse")).containsExactly("kaffeetasse");
  }

  @Test
  void theFastPathSaysWhatTheFullPathSays() {
    Random random = new Random(7);
    String alphabet = "abcABC.,!;- _$é ÀßœŒđ…'\"\u0001\u00A0мй中文かال김0123😀";
    int[] points = alphabet.codePoints().toArray();
    TokenReader reader = tokenizer.reader();
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int kinds = round % 2 == 0 ? 20 : points.length;
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.appendCodePoint(points[random.nextInt(kinds)]);
      }
      assertThat(read(reader, text.toString())).as("%s", text).isEqualTo(full(text.toString()));
    }
  }

  private List<String> show(String text) {
    return tokenizer.tokens(text, List.of()).stream().map(Token::lemma).toList();
  }

  private List<String> full(String text) {
    List<String> found = new ArrayList<>();
    for (Token token : tokenizer.tokens(text, List.of())) {
      if (token.kind().separator()) {
        found.add(token.kind() == TokenKind.HARD_SEPARATOR ? "<hard>" : "<soft>");
      } else if (!token.lemma().isEmpty()) {
        found.add(token.lemma());
      }
    }
    return found;
  }

  private static List<String> read(TokenReader reader, String text) {
    List<String> found = new ArrayList<>();
    char[] chars = text.toCharArray();
    reader.read(
        chars,
        0,
        chars.length,
        List.of(),
        new TokenSink() {
          @Override
          public void word(byte[] lemma, int length, boolean stopWord) {
            found.add(new String(lemma, 0, length, StandardCharsets.UTF_8));
          }

          @Override
          public void separator(boolean hard) {
            found.add(hard ? "<hard>" : "<soft>");
          }
        });
    return found;
  }
}
