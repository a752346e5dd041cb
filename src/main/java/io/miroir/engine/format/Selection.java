package io.miroir.engine.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.settings.FieldPatterns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The part of a document that lies under some names (ranking reference, 7.1). */
final class Selection {

  /** What becomes of a key. */
  enum Part {
    WHOLE,
    INSIDE,
    NOTHING
  }

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final List<String> names;
  private final boolean formatted;
  private final boolean all;
  private final Map<String, Part> topLevel = new HashMap<>();

  private Selection(List<String> names, boolean formatted) {
    this.names = names;
    this.formatted = formatted;
    this.all = names.contains("*");
  }

  /** For hits: what is above a name keeps its scalars. */
  static Selection ofHit(List<String> names) {
    return new Selection(names, false);
  }

  /** For {@code _formatted}: what is above a name loses its scalars. */
  static Selection ofFormatted(List<String> names) {
    return new Selection(names, true);
  }

  boolean takesAll() {
    return all;
  }

  Part topLevel(String key) {
    return all ? Part.WHOLE : topLevel.computeIfAbsent(key, name -> part(name, key));
  }

  private Part part(String name, String key) {
    boolean dotted = key.indexOf('.') >= 0;
    boolean above = false;
    for (String wanted : names) {
      if (name.equals(wanted) || !dotted && FieldPatterns.covers(wanted, name)) {
        return Part.WHOLE;
      }
      above |= FieldPatterns.covers(name, wanted);
    }
    return above ? Part.INSIDE : Part.NOTHING;
  }

  /** The selected part of a document. */
  JsonNode of(JsonNode document) {
    return all ? document : object(document, "");
  }

  private ObjectNode object(JsonNode object, String prefix) {
    ObjectNode found = NODES.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = prefix + field.getKey();
      JsonNode value = field.getValue();
      switch (prefix.isEmpty() ? topLevel(field.getKey()) : part(name, field.getKey())) {
        case WHOLE -> found.set(field.getKey(), value);
        case INSIDE -> {
          if (!formatted || value.isContainerNode()) {
            found.set(field.getKey(), inside(value, name));
          }
        }
        case NOTHING -> {}
      }
    }
    return found;
  }

  /** The selected part of a value whose name lies above a wanted one. */
  JsonNode inside(JsonNode value, String name) {
    if (value.isObject()) {
      return object(value, name + '.');
    }
    if (!value.isArray()) {
      return value;
    }
    ArrayNode found = NODES.arrayNode();
    for (JsonNode element : value) {
      JsonNode part = inside(element, name);
      if (!formatted || element.isArray() || element.isObject() && !part.isEmpty()) {
        found.add(part);
      }
    }
    return found;
  }
}
