package io.miroir.ingest;

import static io.miroir.model.ErrorCode.*;

import io.miroir.json.ParamAt;
import io.miroir.json.QueryShape;
import io.miroir.model.ProblemException;
import java.util.Map;
import java.util.Optional;

/** The query string of an addition of documents. */
record AdditionParameters(
    Optional<String> primaryKey,
    Optional<String> csvDelimiter,
    Optional<String> customMetadata,
    boolean skipCreation) {

  private static final char COMMA = ',';
  private static final int ASCII_END = 128;

  private static final class Draft {
    private Optional<String> primaryKey = Optional.empty();
    private Optional<String> csvDelimiter = Optional.empty();
    private Optional<String> customMetadata = Optional.empty();
    private boolean skipCreation;
  }

  private static final QueryShape<Draft> SHAPE =
      new QueryShape<Draft>()
          .field(
              "primaryKey",
              INVALID_INDEX_PRIMARY_KEY,
              (d, at) -> d.primaryKey = Optional.of(at.string()))
          .field(
              "csvDelimiter",
              INVALID_DOCUMENT_CSV_DELIMITER,
              (d, at) -> d.csvDelimiter = Optional.of(oneCharacter(at)))
          .field(
              "customMetadata",
              INVALID_INDEX_CUSTOM_METADATA,
              (d, at) -> d.customMetadata = Optional.of(at.string()))
          .field(
              "skipCreation",
              INVALID_SKIP_CREATION,
              (d, at) -> d.skipCreation = skipCreation(at.string()));

  static AdditionParameters read(Map<String, String> query) {
    Draft draft = SHAPE.read(query, new Draft());
    return new AdditionParameters(
        draft.primaryKey, draft.csvDelimiter, draft.customMetadata, draft.skipCreation);
  }

  private static String oneCharacter(ParamAt at) {
    int characters = at.text().codePointCount(0, at.text().length());
    if (characters == 0) {
      throw at.invalid("expected a string of one character, but found an empty string");
    }
    if (characters > 1) {
      throw at.invalid(
          "expected a string of one character, but found the following string of "
              + characters
              + " characters: `"
              + at.text()
              + "`");
    }
    return at.text();
  }

  private static boolean skipCreation(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return text.equalsIgnoreCase("true");
    }
    throw ProblemException.of(
        INVALID_SKIP_CREATION,
        "skipCreation must be either `true` or `false`. Found: `" + text + "`");
  }

  /** The delimiter for a body of this type. */
  char delimiter(String mime) {
    if (csvDelimiter.isEmpty()) {
      return COMMA;
    }
    if (!mime.equals("text/csv")) {
      throw ProblemException.of(
          INVALID_CONTENT_TYPE,
          "The Content-Type `"
              + mime
              + "` does not support the use of a csv delimiter. The csv delimiter can only be used"
              + " with the Content-Type `text/csv`.");
    }
    if (csvDelimiter.get().codePointAt(0) >= ASCII_END) {
      throw ProblemException.of(
          INVALID_DOCUMENT_CSV_DELIMITER,
          "csv delimiter must be an ascii character. Found: `" + csvDelimiter.get() + "`");
    }
    return csvDelimiter.get().charAt(0);
  }
}
