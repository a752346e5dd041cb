package io.miroir.engine.analysis;

import com.ibm.icu.text.Transliterator;

/** Folds variants of Han chars into the traditional form: simplified and Japanese ones. */
final class HanVariants {

  /** Japanese forms that no Chinese table knows, each before the traditional one. */
  private static final String JAPANESE =
      "図圖駅驛広廣沢澤伝傳転轉気氣売賣読讀続續県縣経經軽輕鉄鐵歯齒労勞営營栄榮単單戦戰弾彈観觀権權"
          + "歓歡関關闘鬪検檢険險験驗剣劍拠據挙擧価價仮假辺邊浜濱豊豐対對帯帶滞滯団團徳德釈釋訳譯択擇"
          + "焼燒暁曉縄繩渋澁塩鹽両兩黒黑黄黃緑綠録錄歳歲巣巢様樣収收処處繊纖粛肅従從獣獸乗乘剰剩浄淨"
          + "静靜嬢孃譲讓醸釀壌壤髄髓随隨枢樞数數瀬瀨斉齊済濟斎齋摂攝専專銭錢浅淺残殘践踐双雙壮壯荘莊"
          + "捜搜挿插総總聡聰臓臟蔵藏属屬堕墮滝瀧担擔胆膽遅遲昼晝鋳鑄庁廳聴聽逓遞当當稲稻独獨弐貳悩惱"
          + "脳腦覇霸拝拜廃廢発發髪髮抜拔蛮蠻払拂並竝変變宝寶毎每満滿黙默弥彌薬藥誉譽揺搖謡謠頼賴覧覽"
          + "竜龍猟獵塁壘涙淚礼禮霊靈齢齡恋戀楼樓湾灣";

  private static final char[] FOLDED = table();

  private HanVariants() {}

  /** The form that stands for a char and its variants. */
  static int fold(int point) {
    return point >= 0x3400 && point < 0xA000 ? FOLDED[point - 0x3400] : point;
  }

  private static char[] table() {
    char[] table = new char[0xA000 - 0x3400];
    StringBuilder all = new StringBuilder(table.length * 2);
    for (int i = 0; i < table.length; i++) {
      all.append((char) (0x3400 + i)).append('\n');
    }
    String[] traditional =
        Transliterator.getInstance("Simplified-Traditional")
            .transliterate(all.toString())
            .split("\n");
    for (int i = 0; i < table.length; i++) {
      boolean single = traditional[i].length() == 1;
      table[i] = single ? traditional[i].charAt(0) : (char) (0x3400 + i);
    }
    for (int i = 0; i < JAPANESE.length(); i += 2) {
      table[JAPANESE.charAt(i) - 0x3400] = table[JAPANESE.charAt(i + 1) - 0x3400];
    }
    return table;
  }
}
