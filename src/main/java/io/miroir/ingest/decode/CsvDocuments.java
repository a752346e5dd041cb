package io.miroir.ingest.decode;

import io.miroir.json.JsonText;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns CSV into JSON documents: the header row names fields and, behind a colon, their types. */
final class CsvDocuments {
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[+-]?(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);

  private enum Type {
    TEXT,
    NUMBER,
    BOOLEAN
  }

  private record Column(String json, Type type) {}

  private final CsvReader reader;
  private final Spool out;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Integer> lastOfName = new HashMap<>();
  private int record;

  private CsvDocuments(ByteBuffer bytes, char delimiter, Spool out) {
    this.reader = new CsvReader(bytes, delimiter);
    this.out = out;
  }

  /**
   * @param out takes the documents' bytes; must outlive the slices
   */
  static DocumentSlices csv(ByteBuffer bytes, char delimiter, Spool out) {
    return new CsvDocuments(bytes, delimiter, out).read();
  }

  private DocumentSlices read() {
    header(reader.next());
    List<int[]> places = new ArrayList<>();
    for (List<byte[]> fields = next(); !fields.isEmpty(); fields = next()) {
      byte[] document = document(fields);
      int start = Math.toIntExact(out.size());
      out.write(document);
      places.add(new int[] {start, start + document.length});
    }
    DocumentSlices slices = new DocumentSlices(out.content());
    places.forEach(place -> slices.add(place[0], place[1]));
    return slices;
  }

  private void header(List<byte[]> fields) {
    for (int i = 0; i < fields.size(); i++) {
      String name = text(fields.get(i), i);
      Type type = Type.TEXT;
      int colon = name.lastIndexOf(':');
      String suffix = colon < 0 ? "" : name.substring(colon + 1);
      switch (suffix) {
        case "number" -> type = Type.NUMBER;
        case "boolean" -> type = Type.BOOLEAN;
        case "string" -> type = Type.TEXT;
        default -> colon = name.length();
      }
      String bare = name.substring(0, colon);
      columns.add(new Column(JsonText.quote(bare), type));
      lastOfName.put(JsonText.quote(bare), i);
    }
  }

  private List<byte[]> next() {
    List<byte[]> fields = reader.next();
    record++;
    if (!fields.isEmpty() && fields.size() != columns.size()) {
      throw malformed(
          "CSV error: record %d (line: %d, byte: %d): found record with %d fields, but the previous record has %d fields"
              .formatted(
                  record,
                  reader.recordLine(),
                  reader.recordStart(),
                  fields.size(),
                  columns.size()));
    }
    return fields;
  }

  /** A name that occurs twice keeps its first place and its last value. */
  private byte[] document(List<byte[]> fields) {
    StringBuilder json = new StringBuilder("{");
    Map<String, Boolean> written = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).json();
      // Every cell is read, so that a bad one is refused even where a later column wins.
      String value = value(columns.get(i).type(), text(fields.get(i), i));
      if (written.put(name, true) != null) {
        continue;
      }
      int last = lastOfName.get(name);
      String shown =
          last == i ? value : value(columns.get(last).type(), text(fields.get(last), last));
      json.append(json.length() > 1 ? "," : "").append(name).append(':').append(shown);
    }
    return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private String value(Type type, String cell) {
    return switch (type) {
      case TEXT -> cell.isEmpty() ? "null" : JsonText.quote(cell);
      case NUMBER -> number(cell);
      case BOOLEAN -> bool(cell);
    };
  }

  private String number(String cell) {
    String trimmed = cell.strip();
    if (trimmed.isEmpty() || NOT_FINITE.matcher(trimmed).matches()) {
      return "null";
    }
    if (INTEGER.matcher(trimmed).matches()) {
      try {
        return Long.toString(Long.parseLong(trimmed));
      } catch (NumberFormatException tooLarge) {
        return JsonText.number(Double.parseDouble(trimmed));
      }
    }
    if (!NumberText.isFloat(trimmed)) {
      throw malformed(
          "Error parsing number "
              + JsonText.quote(cell)
              + " at line "
              + record
              + ": invalid float literal");
    }
    return JsonText.number(Double.parseDouble(trimmed));
  }

  private String bool(String cell) {
    String trimmed = cell.strip();
    if (trimmed.isEmpty()) {
      return "null";
    }
    if (trimmed.equals("true") || trimmed.equals("false")) {
      return trimmed;
    }
    throw malformed(
        "Error parsing boolean "
            + JsonText.quote(cell)
            + " at line "
            + record
            + ": provided string was not `true` or `false`");
  }

  private String text(byte[] field, int number) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(field)).toString();
    } catch (CharacterCodingException e) {
      throw malformed(
          "CSV error: CSV parse error: record %d (line %d, field: %d, byte: %d): invalid utf-8: invalid UTF-8 in field %d near byte index %d"
              .formatted(
                  record,
                  reader.recordLine(),
                  number,
                  reader.recordStart(),
                  number,
                  validPrefix(field)));
    }
  }

  private static int validPrefix(byte[] field) {
    ByteBuffer in = ByteBuffer.wrap(field);
    StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(field.length), true);
    return in.position();
  }

  private static ProblemException malformed(String what) {
    return ProblemException.of(
        ErrorCode.MALFORMED_PAYLOAD, "The `csv` payload provided is malformed: `" + what + "`.");
  }
}
