package io.miroir.ingest.script;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** One run of a script over one document. */
final class Run {
  private static final int STEPS_MAX = 200_000;
  private static final int RANGE_MAX = 100_000;

  /** Leaves loops or the script. */
  private static final class Leave extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Node.Jump.Kind kind;

    Leave(Node.Jump.Kind kind) {
      super(null, null, false, false);
      this.kind = kind;
    }
  }

  private final Map<String, Object> variables;
  private final Set<String> constants = new HashSet<>(Set.of("context"));
  private int steps;

  Run(Map<String, Object> variables) {
    this.variables = variables;
  }

  void run(Node.Block body) {
    try {
      statements(body);
    } catch (Leave ended) {
      if (ended.kind != Node.Jump.Kind.RETURN) {
        throw ScriptException.at(body.place(), "Break statement should only be used inside a loop");
      }
    }
  }

  private Object value(Node node) {
    if (++steps > STEPS_MAX) {
      throw ScriptException.at(node.place(), "Too many operations");
    }
    return switch (node) {
      case Node.Constant n -> n.value();
      case Node.Variable n -> variable(n);
      case Node.ListOf n -> new ArrayList<>(n.items().stream().map(this::copied).toList());
      case Node.MapOf n -> {
        Map<String, Object> map = new LinkedHashMap<>();
        n.entries().forEach((key, item) -> map.put(key, copied(item)));
        yield map;
      }
      case Node.Property n -> property(n);
      case Node.Element n -> element(n);
      case Node.Call n -> call(n);
      case Node.Unary n -> Operators.unary(n.place(), n.operator(), value(n.operand()));
      case Node.Binary n -> binary(n);
      case Node.Assign n -> assign(n);
      case Node.Let n -> let(n);
      case Node.If n -> {
        if (condition(n.condition())) {
          yield value(n.then());
        }
        yield n.otherwise().map(this::value).orElse(Values.NOTHING);
      }
      case Node.While n -> loop(n);
      case Node.For n -> loop(n);
      case Node.Block n -> block(n);
      case Node.Jump n -> throw new Leave(n.kind());
    };
  }

  private Object copied(Node node) {
    return Values.copy(value(node));
  }

  private boolean condition(Node node) {
    Object value = value(node);
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw mismatch(node.place(), "bool", value);
  }

  private static ScriptException mismatch(Place place, String wanted, Object found) {
    return ScriptException.at(
        place, "Data type incorrect: " + Values.type(found) + " (expecting " + wanted + ")");
  }

  private Object variable(Node.Variable node) {
    Object value = variables.get(node.name());
    if (value == null) {
      throw ScriptException.at(node.place(), "Variable not found: " + node.name());
    }
    return value;
  }

  /** Variables declared in a block end with it and shadow those outside. */
  private Object block(Node.Block block) {
    Map<String, Object> shadowed = new LinkedHashMap<>();
    Set<String> declared = new HashSet<>();
    for (Node statement : block.statements()) {
      if (statement instanceof Node.Let let && declared.add(let.name())) {
        shadowed.put(let.name(), variables.get(let.name()));
      }
    }
    Set<String> fixed = Set.copyOf(constants);
    try {
      return statements(block);
    } finally {
      shadowed.forEach(this::restore);
      constants.clear();
      constants.addAll(fixed);
    }
  }

  private void restore(String name, Object before) {
    if (before == null) {
      variables.remove(name);
    } else {
      variables.put(name, before);
    }
  }

  private Object statements(Node.Block block) {
    Object last = Values.NOTHING;
    for (Node statement : block.statements()) {
      last = value(statement);
    }
    return block.valued() ? last : Values.NOTHING;
  }

  private Object let(Node.Let node) {
    variables.put(node.name(), copied(node.value()));
    constants.remove(node.name());
    if (node.constant()) {
      constants.add(node.name());
    }
    return Values.NOTHING;
  }

  private Object loop(Node.While node) {
    while (condition(node.condition())) {
      if (!goesOn(node.body())) {
        break;
      }
    }
    return Values.NOTHING;
  }

  private Object loop(Node.For node) {
    Object before = variables.get(node.name());
    try {
      for (Object item : items(node)) {
        variables.put(node.name(), item);
        if (!goesOn(node.body())) {
          break;
        }
      }
    } finally {
      restore(node.name(), before);
    }
    return Values.NOTHING;
  }

  private List<?> items(Node.For node) {
    if (node.over() instanceof Node.Binary range && range.operator().startsWith("..")) {
      Object from = value(range.left());
      Object to = value(range.right());
      if (from instanceof Long start && to instanceof Long end) {
        long last = range.operator().equals("..=") ? end : end - 1;
        return LongStream.rangeClosed(start, last).limit(RANGE_MAX).boxed().toList();
      }
      throw mismatch(range.place(), "i64", from instanceof Long ? to : from);
    }
    Object over = value(node.over());
    return switch (over) {
      case List<?> list -> List.copyOf(list.stream().map(Values::copy).toList());
      case String text -> text.codePoints().mapToObj(Character::toString).toList();
      default ->
          throw ScriptException.at(
              node.over().place(), "For loop expects iterable type: " + Values.type(over));
    };
  }

  private boolean goesOn(Node body) {
    try {
      value(body);
      return true;
    } catch (Leave left) {
      if (left.kind == Node.Jump.Kind.RETURN) {
        throw left;
      }
      return left.kind == Node.Jump.Kind.CONTINUE;
    }
  }

  private Object binary(Node.Binary node) {
    switch (node.operator()) {
      case "&&" -> {
        return condition(node.left()) && condition(node.right());
      }
      case "||" -> {
        return condition(node.left()) || condition(node.right());
      }
      case "??" -> {
        Object left = value(node.left());
        return left == Values.NOTHING ? value(node.right()) : left;
      }
      case "..", "..=" ->
          throw ScriptException.unsupported(node.place(), "ranges outside of `for`");
      default -> {
        Object left = value(node.left());
        return Operators.binary(node.place(), node.operator(), left, value(node.right()));
      }
    }
  }

  private Object property(Node.Property node) {
    Object of = value(node.of());
    if (of instanceof Map<?, ?> map) {
      Object value = map.get(node.name());
      return value == null ? Values.NOTHING : value;
    }
    if (of == Values.NOTHING && node.optional()) {
      return Values.NOTHING;
    }
    if (node.name().equals("len") && (of instanceof String || of instanceof List)) {
      return Methods.call(node.place(), of, "len", List.of()).value();
    }
    throw ScriptException.at(
        node.place(),
        "Unknown property '%s' - a getter is not registered for type '%s'"
            .formatted(node.name(), Values.type(of)));
  }

  private Object element(Node.Element node) {
    Object of = value(node.of());
    if (of == Values.NOTHING && node.optional()) {
      return Values.NOTHING;
    }
    Object index = value(node.at());
    if (of instanceof Map<?, ?> map && index instanceof String key) {
      Object value = map.get(key);
      return value == null ? Values.NOTHING : value;
    }
    if (of instanceof List<?> list && index instanceof Long at) {
      return list.get(place(node.place(), at, list.size(), "array", "elements"));
    }
    if (of instanceof String text && index instanceof Long at) {
      int[] points = text.codePoints().toArray();
      return Character.toString(
          points[place(node.place(), at, points.length, "string", "characters")]);
    }
    throw noIndexer(node.place(), of, index);
  }

  private static ScriptException noIndexer(Place place, Object of, Object index) {
    return ScriptException.at(
        place, "Indexer unavailable: " + Values.type(of) + " [" + Values.type(index) + "]");
  }

  /** Negative ones count from the end. */
  private static int place(Place place, long at, int size, String kind, String parts) {
    long index = at < 0 ? at + size : at;
    if (index < 0 || index >= size) {
      String name = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
      throw ScriptException.at(
          place,
          size == 0
              ? name + " index " + at + " out of bounds: " + kind + " is empty"
              : "%s index %d out of bounds: only %d %s in the %s"
                  .formatted(name, at, size, parts, kind));
    }
    return (int) index;
  }

  private Object assign(Node.Assign node) {
    Object value = copied(node.value());
    if (!node.operator().isEmpty()) {
      value = Operators.binary(node.place(), node.operator(), value(node.target()), value);
    }
    store(node.target(), value);
    return Values.NOTHING;
  }

  @SuppressWarnings("unchecked")
  private void store(Node target, Object value) {
    switch (target) {
      case Node.Variable variable -> {
        variable(variable);
        if (constants.contains(variable.name())) {
          throw ScriptException.at(
              variable.place(), "Cannot modify constant variable '" + variable.name() + "'");
        }
        variables.put(variable.name(), value);
      }
      case Node.Property property -> {
        if (!(value(property.of()) instanceof Map<?, ?> map)) {
          throw ScriptException.at(
              property.place(),
              "Unknown property '%s' - a setter is not registered for type '%s'"
                  .formatted(property.name(), Values.type(value(property.of()))));
        }
        ((Map<String, Object>) map).put(property.name(), value);
      }
      case Node.Element element -> {
        Object of = value(element.of());
        Object index = value(element.at());
        if (of instanceof Map<?, ?> map && index instanceof String key) {
          ((Map<String, Object>) map).put(key, value);
        } else if (of instanceof List<?> list && index instanceof Long at) {
          int place = place(element.place(), at, list.size(), "array", "elements");
          ((List<Object>) list).set(place, value);
        } else {
          throw noIndexer(element.place(), of, index);
        }
      }
      default -> throw ScriptException.at(target.place(), "Cannot assign to a constant value");
    }
  }

  private Object call(Node.Call node) {
    Optional<Object> on = node.on().map(this::value);
    List<Object> arguments = new ArrayList<>(node.arguments().stream().map(this::copied).toList());
    if (on.isEmpty()) {
      return Methods.function(node.place(), node.name(), arguments);
    }
    Methods.Result result = Methods.call(node.place(), on.get(), node.name(), arguments);
    // Strings are values: a method that changes one changes what holds it.
    result.changed().ifPresent(changed -> storeIfHeld(node.on().get(), changed));
    return result.value();
  }

  private void storeIfHeld(Node target, Object value) {
    if (target instanceof Node.Variable
        || target instanceof Node.Property
        || target instanceof Node.Element) {
      store(target, value);
    }
  }
}
