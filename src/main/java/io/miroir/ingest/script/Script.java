package io.miroir.ingest.script;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * An editing function for documents: the useful part of Rhai. Expressions, assignments, {@code
 * let}, {@code if}, {@code while}, {@code for}, arrays, maps, and the common methods of strings,
 * numbers, arrays and maps; no functions, closures or modules. Bounded in time and memory.
 * Immutable.
 */
public final class Script {
  private final Node.Block body;
  private final Object context;

  private Script(Node.Block body, Object context) {
    this.body = body;
    this.context = context;
  }

  /**
   * @param context what the script knows as {@code context}
   * @throws ScriptException when it can't be read
   */
  public static Script read(String text, JsonNode context) {
    return new Script(Parser.parse(text), Values.of(context));
  }

  /** A document as a script that changes nothing leaves it. */
  public static JsonNode plain(JsonNode document) {
    return Values.json(Values.of(document));
  }

  /**
   * The document after the script; null JSON when it is to be deleted.
   *
   * @throws ScriptException when the script goes wrong
   */
  public JsonNode edit(JsonNode document) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("doc", Values.of(document));
    variables.put("context", Values.copy(context));
    new Run(variables).run(body);
    return Values.json(variables.get("doc"));
  }
}
