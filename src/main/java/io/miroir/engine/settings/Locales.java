package io.miroir.engine.settings;

import io.miroir.json.JsonAt;
import io.miroir.json.ParamAt;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The languages an attribute or a query may be said to be in. */
public final class Locales {
  private static final String TWO_LETTERS =
      "af ak am ar az be bn bg ca cs da de el en eo et fi fr gu he hi hr hu hy id it jv ja kn ka km"
          + " ko la lv lt ml mr mk my ne nl nb or pa fa pl pt ro ru si sk sl sn es sr sv ta te tl"
          + " th tk tr uk ur uz vi yi zh zu";
  private static final String THREE_LETTERS =
      "afr aka amh ara aze bel ben bul cat ces dan deu ell eng epo est fin fra guj heb hin hrv hun"
          + " hye ind ita jav jpn kan kat khm kor lat lav lit mal mar mkd mya nep nld nob ori pan"
          + " pes pol por ron rus sin slk slv sna spa srp swe tam tel tgl tha tuk tur ukr urd uzb"
          + " vie yid zho zul cmn";

  /** Every accepted code, in the order in which bodies list them, with its three-letter form. */
  private static final Map<String, String> CODES = codes();

  private static final String SORTED =
      CODES.keySet().stream()
          .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
          .collect(Collectors.joining(", "));

  private Locales() {}

  private static Map<String, String> codes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (String code : TWO_LETTERS.split(" ")) {
      // Meilisearch knows Persian by the code of Iranian Persian.
      codes.put(code, code.equals("fa") ? "pes" : Locale.of(code).getISO3Language());
    }
    for (String code : THREE_LETTERS.split(" ")) {
      codes.put(code, code);
    }
    return codes;
  }

  /** The code as sent. */
  public static String read(JsonAt at) {
    at.oneOf(CODES);
    return at.string();
  }

  public static String read(ParamAt at) {
    if (!CODES.containsKey(at.text())) {
      throw at.invalid("Unsupported locale `" + at.text() + "`, expected one of " + SORTED);
    }
    return at.text();
  }

  /** The three-letter form in which locales are stored and used. */
  public static String language(String code) {
    return CODES.getOrDefault(code, code);
  }

  public static List<String> all() {
    return List.copyOf(CODES.keySet());
  }
}
