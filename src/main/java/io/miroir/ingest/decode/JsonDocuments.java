package io.miroir.ingest.decode;

import io.miroir.json.JsonSyntax;
import io.miroir.json.JsonSyntaxException;
import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the documents of JSON and NDJSON payloads and refuses what is malformed, as Meilisearch
 * does before it makes a task.
 */
final class JsonDocuments {
  private static final int END = -1;
  private static final String NEITHER = "data are neither an object nor a list of objects";

  private JsonDocuments() {}

  static DocumentSlices json(ByteBuffer bytes) {
    DocumentSlices slices = new DocumentSlices(bytes);
    try {
      int first = new JsonScanner(bytes, true).peek();
      if (first == '[') {
        array(bytes, slices);
      } else {
        single(bytes, first, slices);
      }
    } catch (JsonSyntaxException e) {
      throw malformed("json", e.getMessage());
    }
    return slices;
  }

  private static void single(ByteBuffer bytes, int first, DocumentSlices slices) {
    JsonScanner scanner = new JsonScanner(bytes, true);
    scanner.peek();
    int start = scanner.at();
    scanner.value();
    if (first != '{') {
      throw malformed("json", NEITHER);
    }
    slices.add(start, scanner.at());
    if (scanner.peek() != END) {
      throw scanner.errorAtNext("trailing characters");
    }
  }

  /** What follows the array is not looked at, as in Meilisearch. */
  private static void array(ByteBuffer bytes, DocumentSlices slices) {
    JsonScanner scanner = new JsonScanner(bytes, false);
    scanner.peek();
    scanner.skip(1);
    while (true) {
      int next = scanner.peek();
      if (next == END) {
        throw scanner.errorAtNext("EOF while parsing a list");
      }
      if (next == ']') {
        return;
      }
      if (slices.size() > 0) {
        comma(scanner, next);
      }
      element(scanner, slices);
    }
  }

  private static void comma(JsonScanner scanner, int next) {
    if (next != ',') {
      throw scanner.errorAtNext("expected `,` or `]`");
    }
    scanner.skip(1);
    int after = scanner.peek();
    if (after == ']') {
      throw scanner.errorAtNext("trailing comma");
    }
    if (after == END) {
      throw scanner.errorAtNext("EOF while parsing a value");
    }
  }

  private static void element(JsonScanner scanner, DocumentSlices slices) {
    int first = scanner.peek();
    int start = scanner.at();
    scanner.value();
    if (!scanner.allAscii()) {
      scanner.requireUtf8(start, scanner.at());
    }
    if (first != '{') {
      notAMap(scanner, slices.copy(start, scanner.at()));
    }
    slices.add(start, scanner.at());
  }

  /** The list ends here for the real parser, which then complains about what follows. */
  private static void notAMap(JsonScanner scanner, byte[] element) {
    int next = scanner.peek();
    if (next == ']') {
      throw expectedMap(element);
    }
    if (next == END) {
      throw scanner.errorAtNext("EOF while parsing a list");
    }
    if (next == ',') {
      scanner.skip(1);
      if (scanner.peek() == ']') {
        throw scanner.errorAtNext("trailing comma");
      }
    }
    throw scanner.errorAtNext("trailing characters");
  }

  static DocumentSlices ndjson(ByteBuffer bytes) {
    DocumentSlices slices = new DocumentSlices(bytes);
    JsonScanner scanner = new JsonScanner(bytes, false);
    try {
      while (true) {
        int first = scanner.peek();
        if (first == END) {
          return slices;
        }
        int start = scanner.at();
        scanner.value();
        if (!scanner.allAscii()) {
          scanner.requireUtf8(start, scanner.at());
        }
        if (first != '{') {
          requireDelimiter(bytes, scanner, first);
          throw expectedMap(slices.copy(start, scanner.at()));
        }
        slices.add(start, scanner.at());
      }
    } catch (JsonSyntaxException e) {
      throw malformed("ndjson", e.getMessage());
    }
  }

  private static void requireDelimiter(ByteBuffer bytes, JsonScanner scanner, int first) {
    boolean delimitsItself = first == '[' || first == '"';
    if (!delimitsItself && scanner.at() < bytes.limit()) {
      char next = (char) bytes.get(scanner.at());
      if (" \n\t\r\"[]{},:".indexOf(next) < 0) {
        throw scanner.errorAtNext("trailing characters");
      }
    }
  }

  /** Meilisearch answers this with HTTP 500. */
  private static ProblemException expectedMap(byte[] value) {
    String text =
        switch (value[0]) {
          case '[' -> "sequence";
          case 'n' -> "null";
          case 't', 'f' -> "boolean `" + new String(value, StandardCharsets.UTF_8) + "`";
          case '"' -> "string " + JsonText.of(JsonSyntax.parse(value));
          default -> number(value);
        };
    int column = value[0] == '[' ? 0 : value.length;
    return ProblemException.of(
        ErrorCode.INTERNAL,
        "invalid type: " + text + ", expected a map at line 1 column " + column);
  }

  private static String number(byte[] value) {
    var node = JsonSyntax.parse(value);
    return (node.isIntegralNumber() ? "integer `" : "floating point `") + JsonText.of(node) + "`";
  }

  private static ProblemException malformed(String type, String what) {
    return ProblemException.of(
        ErrorCode.MALFORMED_PAYLOAD,
        "The `"
            + type
            + "` payload provided is malformed. `Couldn't serialize document value: "
            + what
            + "`.");
  }
}
