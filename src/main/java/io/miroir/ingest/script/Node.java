package io.miroir.ingest.script;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A part of a read script. Statements are expressions, whose value may be nothing. */
sealed interface Node {
  Place place();

  record Constant(Place place, Object value) implements Node {}

  record Variable(Place place, String name) implements Node {}

  record ListOf(Place place, List<Node> items) implements Node {}

  record MapOf(Place place, Map<String, Node> entries) implements Node {}

  /** {@code optional}: nothing of nothing is nothing. */
  record Property(Place place, Node of, String name, boolean optional) implements Node {}

  record Element(Place place, Node of, Node at, boolean optional) implements Node {}

  record Call(Place place, Optional<Node> on, String name, List<Node> arguments) implements Node {}

  record Unary(Place place, String operator, Node operand) implements Node {}

  record Binary(Place place, String operator, Node left, Node right) implements Node {}

  /** {@code operator} is empty for a plain assignment. */
  record Assign(Place place, Node target, String operator, Node value) implements Node {}

  record Let(Place place, String name, Node value, boolean constant) implements Node {}

  record If(Place place, Node condition, Node then, Optional<Node> otherwise) implements Node {}

  record While(Place place, Node condition, Node body) implements Node {}

  record For(Place place, String name, Node over, Node body) implements Node {}

  /** {@code valued}: the value of the last statement is that of the block. */
  record Block(Place place, List<Node> statements, boolean valued) implements Node {}

  record Jump(Place place, Kind kind, Optional<Node> value) implements Node {
    enum Kind {
      BREAK,
      CONTINUE,
      RETURN
    }
  }
}
