package io.miroir.engine.store;

import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import java.util.Random;
import java.util.Set;

/** Random documents of few words, so that they meet often. */
final class RandomDocuments {
  private static final String LETTERS = "abcé";

  private RandomDocuments() {}

  static Settings settings(Random random) {
    String exact = random.nextBoolean() ? "\"b\"" : "";
    return SettingsJson.parse(
        """
        {"filterableAttributes":["id","v","n"],"sortableAttributes":["w"],
         "typoTolerance":{"disableOnAttributes":[%s],"disableOnNumbers":%b}}
        """
            .formatted(exact, random.nextBoolean()));
  }

  static String document(Random random, Set<String> words) {
    StringBuilder json = new StringBuilder("{\"id\":").append(random.nextInt(50));
    for (String field : new String[] {"a", "b", "c"}) {
      if (random.nextInt(4) > 0) {
        json.append(",\"").append(field).append("\":\"").append(text(random, words)).append('"');
      }
    }
    if (random.nextInt(3) > 0) {
      json.append(",\"v\":").append(value(random));
    }
    if (random.nextInt(3) > 0) {
      json.append(",\"w\":[").append(value(random)).append(',').append(value(random)).append(']');
    }
    if (random.nextInt(3) == 0) {
      json.append(",\"n\":{\"x").append(random.nextInt(3)).append("\":").append(value(random));
      json.append('}');
    }
    if (random.nextInt(5) == 0) {
      json.append(",\"_geo\":{\"lat\":").append(random.nextInt(90)).append(",\"lng\":5.5}");
    }
    return json.append('}').toString();
  }

  private static String text(Random random, Set<String> words) {
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(random.nextInt(10) == 0 ? 60 : 8);
    for (int i = 0; i < count; i++) {
      StringBuilder word = new StringBuilder();
      int length = 1 + random.nextInt(4);
      for (int j = 0; j < length; j++) {
        word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      words.add(word.toString().replace('é', 'e'));
      text.append(word).append(random.nextInt(9) == 0 ? ". " : " ");
    }
    return text.append(random.nextInt(5) == 0 ? "12.5" : "").toString();
  }

  private static String value(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> "null";
      case 1 -> "\"\"";
      case 2 -> "[]";
      case 3 -> "{}";
      case 4 -> "true";
      case 5 -> "-0.0";
      case 6 -> "0";
      case 7 -> "\"Été " + random.nextInt(3) + "\"";
      case 8 -> "\"été " + random.nextInt(3) + "\"";
      case 9 -> "[\"x\\u0000y\",\"x\",\"X\"]";
      default -> Double.toString((random.nextInt(40) - 20) / 4.0);
    };
  }
}
