package io.miroir.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Random settings, documents and searches over small vocabularies, so that ties, typos, splits,
 * joins, caps and equal values meet often.
 */
final class RandomCase {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] WORDS = {
    "sun",
    "flower",
    "sunflower",
    "sunflowers",
    "sunflawer",
    "flawer",
    "flowering",
    "sunny",
    "son",
    "flow",
    "er",
    "summer",
    "sommer",
    "beautiful",
    "beautigul",
    "beau",
    "tiful",
    "hello",
    "hallo",
    "held",
    "the",
    "of",
    "a",
    "b",
    "re",
    "red",
    "read",
    "12",
    "1234567",
    "12345"
  };
  private static final String[] QUERIES = {
    "sunflwer", "beautifol", "sumer", "sunf", "su", "hel", "h", "beatuiful", "sunflowr", "ehllo"
  };
  private static final String[] TAGS = {"red", "Red", "blue", "green", "Green", "gray", "10", "9"};
  private static final String[] RULES = {
    "words", "typo", "proximity", "attributeRank", "sort", "wordPosition", "exactness"
  };

  private final Random random;

  RandomCase(Random random) {
    this.random = random;
  }

  /** A crowded dictionary, where caps and the prefix database matter. */
  List<String> crowd() {
    List<String> words = new ArrayList<>();
    for (int at = 0; at < 400; at++) {
      String base = random.nextBoolean() ? "crowd" : "crowdings";
      StringBuilder word = new StringBuilder(base);
      for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
        int place = random.nextInt(word.length());
        char letter = (char) ('a' + random.nextInt(26));
        if (random.nextBoolean()) {
          word.setCharAt(place, letter);
        } else {
          word.insert(place, letter);
        }
      }
      words.add(word.toString());
    }
    return words;
  }

  String settings() {
    ObjectNode settings = JSON.createObjectNode();
    if (random.nextBoolean()) {
      array(settings, "searchableAttributes", "a", "b", "c");
    }
    if (random.nextInt(3) == 0) {
      rules(settings.putArray("rankingRules"));
    }
    settings.putArray("filterableAttributes").add("tag").add("n").add("many").add("k");
    array(settings, "sortableAttributes", "n", "tag", "_geo");
    if (random.nextInt(6) == 0) {
      settings.put("distinctAttribute", random.nextBoolean() ? "tag" : "many");
    }
    if (random.nextInt(6) == 0) {
      array(settings, "stopWords", "the", "of");
    }
    if (random.nextInt(6) == 0) {
      ObjectNode synonyms = settings.putObject("synonyms");
      synonyms.putArray("sun").add("star").add("hello red");
      synonyms.putArray("red flower").add("son");
    }
    if (random.nextInt(8) == 0) {
      settings.put("prefixSearch", "disabled");
    }
    if (random.nextInt(6) == 0) {
      ObjectNode typos = settings.putObject("typoTolerance");
      switch (random.nextInt(3)) {
        case 0 -> typos.put("disableOnNumbers", true);
        case 1 -> typos.putArray("disableOnAttributes").add("b");
        default -> typos.putArray("disableOnWords").add("sunflower");
      }
    }
    ObjectNode faceting = settings.putObject("faceting");
    faceting.put("maxValuesPerFacet", random.nextInt(4) == 0 ? 3 : 100);
    faceting.putObject("sortFacetValuesBy").put("*", random.nextBoolean() ? "alpha" : "count");
    return settings.toString();
  }

  private void rules(ArrayNode rules) {
    List<String> all = new ArrayList<>(List.of(RULES));
    all.add("n:desc");
    all.add("k:asc");
    Collections.shuffle(all, random);
    all.subList(0, 2 + random.nextInt(all.size() - 2)).forEach(rules::add);
  }

  private static void array(ObjectNode into, String name, String... values) {
    ArrayNode array = into.putArray(name);
    for (String value : values) {
      array.add(value);
    }
  }

  List<String> documents(int count) {
    List<String> crowd = random.nextInt(4) == 0 ? crowd() : List.of();
    List<String> documents = new ArrayList<>();
    for (int at = 0; at < count; at++) {
      documents.add(document(at, crowd));
    }
    return documents;
  }

  private String document(int number, List<String> crowd) {
    ObjectNode document = JSON.createObjectNode();
    document.put("id", number);
    document.put("a", text(4, crowd));
    if (random.nextInt(4) > 0) {
      document.put("b", text(3, crowd));
    }
    if (random.nextInt(4) == 0) {
      document.put("c", text(6, crowd));
    }
    if (random.nextInt(5) > 0) {
      document.put("tag", any(TAGS));
    }
    if (random.nextInt(5) > 0) {
      document.put("n", random.nextInt(6));
    }
    ArrayNode many = document.putArray("many");
    for (int values = random.nextInt(3); values > 0; values--) {
      many.add(any(TAGS));
    }
    document.put("k", random.nextInt(40));
    if (random.nextInt(3) > 0) {
      document
          .putObject("_geo")
          .put("lat", 10 + random.nextInt(4) * 0.000004)
          .put("lng", 20 + random.nextInt(4) * 0.000004);
    }
    return document.toString();
  }

  private String any(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String text(int most, List<String> crowd) {
    List<String> words = new ArrayList<>();
    for (int word = 1 + random.nextInt(most); word > 0; word--) {
      words.add(
          !crowd.isEmpty() && random.nextInt(3) > 0
              ? crowd.get(random.nextInt(crowd.size()))
              : any(WORDS));
    }
    return String.join(random.nextInt(8) == 0 ? ", " : " ", words);
  }

  String search(boolean crowded) {
    ObjectNode search = JSON.createObjectNode();
    if (random.nextInt(8) > 0) {
      search.put("q", query(crowded));
    }
    if (random.nextInt(3) == 0) {
      search.put("matchingStrategy", random.nextBoolean() ? "all" : "frequency");
    }
    pages(search);
    if (random.nextInt(4) == 0) {
      search.put("filter", random.nextBoolean() ? "n > 2" : "tag = red OR n = 1");
    }
    if (random.nextInt(4) == 0) {
      array(
          search,
          "sort",
          switch (random.nextInt(4)) {
            case 0 -> "n:asc";
            case 1 -> "tag:desc";
            case 2 -> "_geoPoint(10.00001,20):asc";
            default -> "_geoPoint(10,20.00001):desc";
          });
    }
    if (random.nextInt(8) == 0) {
      search.put("distinct", random.nextInt(3) == 0 ? "many" : random.nextBoolean() ? "tag" : "n");
    }
    if (random.nextInt(5) == 0) {
      array(search, "facets", "tag", "n", "many");
    }
    if (random.nextInt(8) == 0) {
      search.put("rankingScoreThreshold", random.nextInt(10) / 10.0);
    }
    if (random.nextInt(8) == 0) {
      array(search, "attributesToSearchOn", random.nextBoolean() ? "a" : "b");
    }
    return search.toString();
  }

  private void pages(ObjectNode search) {
    if (random.nextInt(3) == 0) {
      search.put("hitsPerPage", 1 + random.nextInt(8)).put("page", 1 + random.nextInt(3));
    } else {
      search.put("limit", 1 + random.nextInt(random.nextBoolean() ? 5 : 30));
      search.put("offset", random.nextInt(3) == 0 ? random.nextInt(10) : 0);
    }
  }

  private String query(boolean crowded) {
    if (crowded && random.nextInt(2) == 0) {
      return List.of("crowd", "crowdings", "cro", "c", "crowed", "rcowdings", "crowd crowdings")
          .get(random.nextInt(7));
    }
    List<String> words = new ArrayList<>();
    for (int word = 1 + random.nextInt(4); word > 0; word--) {
      words.add(random.nextInt(3) == 0 ? any(QUERIES) : any(WORDS));
    }
    String text = String.join(" ", words);
    return switch (random.nextInt(10)) {
      case 0 -> "\"" + text + "\"";
      case 1 -> text + " -" + any(WORDS);
      case 2, 3 -> text + " ";
      default -> text;
    };
  }
}
