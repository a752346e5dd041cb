package io.miroir.engine.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.miroir.engine.analysis.FacetText;
import io.miroir.engine.analysis.TokenReader;
import io.miroir.engine.analysis.Tokenizer;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.DocumentSink;
import io.miroir.engine.store.DocumentWalker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads documents into what an index must know of them: flattens, tokenizes, normalizes values
 * (ranking reference, 1.1 to 1.4, 1.7, 5.2). One pass over the JSON, no tree. For one thread; valid
 * as long as the settings are.
 */
public final class DocumentReader implements DocumentWalker {

  /** A place in the shape of documents: the same path always comes to the same node. */
  private static final class Node {
    final FieldState field;
    final Map<String, Node> children = new HashMap<>();

    Node(FieldState field) {
      this.field = field;
    }
  }

  private static final char[] TRUE = "true".toCharArray();
  private static final char[] FALSE = "false".toCharArray();

  private final FieldFacts facts;
  private final Set<String> embedders;
  private final TokenReader tokens;
  private final WordPlacer placer;
  private final Map<String, FieldState> fields = new HashMap<>();
  private final Map<String, Node> roots = new HashMap<>();
  private final List<FieldState> touched = new ArrayList<>();
  private DocumentSink sink;
  private JsonParser parser;
  private long number;

  public DocumentReader(Settings settings) {
    this(settings, Tokenizer.of(settings));
  }

  /** With a tokenizer of these settings that several readers share. */
  public DocumentReader(Settings settings, Tokenizer tokenizer) {
    this.facts = new FieldFacts(settings);
    this.embedders = settings.embedders().keySet();
    this.tokens = tokenizer.reader();
    this.placer = new WordPlacer(settings.typoTolerance().disableOnNumbers());
  }

  @Override
  public void walk(byte[] document, DocumentSink to) {
    sink = to;
    number++;
    touched.clear();
    try (JsonParser open = DocumentJson.parser(document, 0, document.length)) {
      parser = open;
      readTop(document);
    } catch (IOException e) {
      throw new UncheckedIOException("expected a valid document", e);
    }
    for (FieldState field : touched) {
      if (field.words > 0) {
        sink.length(field.id, field.words);
      }
    }
  }

  private void readTop(byte[] document) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("expected a JSON object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      int start = (int) parser.currentTokenLocation().getByteOffset();
      if (key.equals("_vectors")) {
        parser.skipChildren();
        VectorField.read(document, start, end(), embedders, sink);
        continue;
      }
      Node node = root(key);
      sink.topLevel(node.field.id);
      walk(node, false, false);
      if (key.equals("_geo") && parser.currentToken() == JsonToken.END_OBJECT) {
        Optional<GeoPoint> point = GeoPoint.lenient(document, start, end());
        point.ifPresent(found -> sink.point(found.latitude(), found.longitude()));
      }
    }
  }

  private int end() throws IOException {
    parser.finishToken();
    return (int) parser.currentLocation().getByteOffset();
  }

  private Node root(String key) {
    Node node = roots.get(key);
    if (node == null) {
      node = new Node(field(key));
      roots.put(key, node);
    }
    return node;
  }

  private Node child(Node parent, String key) {
    Node node = parent.children.get(key);
    if (node == null) {
      node = new Node(field(parent.field.name + '.' + key));
      parent.children.put(key, node);
    }
    return node;
  }

  private FieldState field(String name) {
    FieldState field = fields.get(name);
    if (field == null) {
      field = new FieldState(name, sink.field(name), facts);
      fields.put(name, field);
    }
    return field;
  }

  /**
   * The value at the parser's current token.
   *
   * @param keyed it is the value of a nested key
   * @param element it stands in an array
   */
  private void walk(Node node, boolean keyed, boolean element) throws IOException {
    FieldState field = node.field;
    if (field.touch(number)) {
      touched.add(field);
    }
    switch (parser.currentToken()) {
      case START_OBJECT -> walkObject(node, keyed);
      case START_ARRAY -> walkArray(node, keyed, element);
      default -> {
        visit(field);
        scalar(field, element);
      }
    }
  }

  private void walkObject(Node node, boolean keyed) throws IOException {
    FieldState field = node.field;
    if (keyed) {
      visit(field);
    }
    exists(field);
    boolean empty = true;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      empty = false;
      Node child = child(node, parser.currentName());
      parser.nextToken();
      walk(child, true, false);
    }
    if (empty) {
      visit(field);
      empty(field);
    }
  }

  private void walkArray(Node node, boolean keyed, boolean element) throws IOException {
    FieldState field = node.field;
    if (keyed) {
      visit(field);
    }
    if (!element) {
      exists(field);
    }
    boolean empty = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      empty = false;
      walk(node, false, true);
    }
    if (empty) {
      visit(field);
      if (!element) {
        empty(field);
      }
    }
  }

  /** Moves the position counter of a field. */
  private static void visit(FieldState field) {
    field.lastPosition = field.lastPosition < 0 ? 0 : field.lastPosition + 8;
  }

  private void scalar(FieldState field, boolean element) throws IOException {
    exists(field);
    switch (parser.currentToken()) {
      case VALUE_STRING -> string(field, element);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numeric(field);
      case VALUE_TRUE -> bool(field, "true", TRUE);
      case VALUE_FALSE -> bool(field, "false", FALSE);
      default -> {
        if (field.valued && !element) {
          sink.isNull(field.id);
        }
      }
    }
  }

  private void string(FieldState field, boolean element) throws IOException {
    if (field.searchable) {
      int start = parser.getTextOffset();
      char[] chars = parser.getTextCharacters();
      text(field, chars, start, start + parser.getTextLength(), field.locales);
    }
    if (!field.valued) {
      return;
    }
    String spelling = parser.getText();
    if (spelling.isEmpty() && !element) {
      empty(field);
    }
    String normalized = FacetText.stored(spelling);
    if (!normalized.isEmpty()) {
      sink.string(field.id, normalized, spelling);
    }
  }

  private void numeric(FieldState field) throws IOException {
    if (field.searchable) {
      char[] chars = NumberText.indexed(parser.getText()).toCharArray();
      text(field, chars, 0, chars.length, List.of());
    }
    if (field.valued) {
      double value = Double.parseDouble(parser.getText());
      if (Double.isFinite(value)) {
        sink.number(field.id, value);
      }
    }
  }

  private void bool(FieldState field, String value, char[] chars) {
    if (field.searchable) {
      text(field, chars, 0, chars.length, List.of());
    }
    if (field.valued) {
      sink.string(field.id, value, value);
    }
  }

  private void text(FieldState field, char[] chars, int start, int end, List<String> locales) {
    placer.open(field, sink);
    tokens.read(chars, start, end, locales, placer);
  }

  private void exists(FieldState field) {
    if (field.valued && !field.seen) {
      field.seen = true;
      sink.exists(field.id);
    }
  }

  private void empty(FieldState field) {
    if (field.valued) {
      sink.isEmpty(field.id);
    }
  }
}
