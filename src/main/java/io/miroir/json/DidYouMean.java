package io.miroir.json;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Finds the accepted name nearest to a misspelt one. */
final class DidYouMean {
  private DidYouMean() {}

  /** {@code "did you mean `x`? "} or nothing. */
  static String hint(String received, Collection<String> accepted) {
    int allowed = allowed(received.length());
    String best = null;
    int least = allowed + 1;
    for (String name : accepted) {
      int distance = distance(received, name);
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return best == null ? "" : "did you mean `" + best + "`? ";
  }

  private static int allowed(int length) {
    if (length <= 3) {
      return 0;
    }
    return length <= 7 ? 1 : length <= 12 ? 2 : length <= 17 ? 3 : length <= 24 ? 4 : 5;
  }

  /** Unrestricted Damerau-Levenshtein distance (Lowrance and Wagner 1975). */
  static int distance(String a, String b) {
    int infinite = a.length() + b.length();
    int[][] table = new int[a.length() + 2][b.length() + 2];
    table[0][0] = infinite;
    for (int i = 0; i <= a.length(); i++) {
      table[i + 1][0] = infinite;
      table[i + 1][1] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      table[0][j + 1] = infinite;
      table[1][j + 1] = j;
    }
    Map<Character, Integer> lastRow = new HashMap<>();
    for (int i = 1; i <= a.length(); i++) {
      int lastColumn = 0;
      for (int j = 1; j <= b.length(); j++) {
        int row = lastRow.getOrDefault(b.charAt(j - 1), 0);
        int column = lastColumn;
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        if (same) {
          lastColumn = j;
        }
        int replaced = table[i][j] + (same ? 0 : 1);
        int inserted = Math.min(table[i + 1][j], table[i][j + 1]) + 1;
        int swapped = table[row][column] + (i - row - 1) + 1 + (j - column - 1);
        table[i + 1][j + 1] = Math.min(replaced, Math.min(inserted, swapped));
      }
      lastRow.put(a.charAt(i - 1), i);
    }
    return table[a.length() + 1][b.length() + 1];
  }
}
