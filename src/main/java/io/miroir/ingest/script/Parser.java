package io.miroir.ingest.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads tokens into a tree, by precedence climbing. */
final class Parser {
  private static final int DEPTH_MAX = 64;
  private static final int STEP = 10;
  private static final Set<String> ASSIGNMENTS = Set.of("=", "+=", "-=", "*=", "/=", "%=", "**=");
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "fn", "switch", "do", "loop", "try", "throw", "import", "export", "private", "this",
          "eval", "Fn", "call", "curry", "global", "static", "until");
  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("||", 10),
          Map.entry("&&", 20),
          Map.entry("==", 30),
          Map.entry("!=", 30),
          Map.entry("in", 40),
          Map.entry("<", 50),
          Map.entry("<=", 50),
          Map.entry(">", 50),
          Map.entry(">=", 50),
          Map.entry("??", 55),
          Map.entry("..", 60),
          Map.entry("..=", 60),
          Map.entry("+", 70),
          Map.entry("-", 70),
          Map.entry("*", 80),
          Map.entry("/", 80),
          Map.entry("%", 80),
          Map.entry("**", 90));

  private final List<Token> tokens;
  private int at;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static Node.Block parse(String script) {
    Parser parser = new Parser(Lexer.tokens(script));
    return parser.statements(new Place(1, 1), Token.Kind.END);
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token take() {
    Token token = tokens.get(at);
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  private boolean accept(String symbol) {
    if (peek().is(symbol)) {
      at++;
      return true;
    }
    return false;
  }

  private Token expect(String symbol) {
    if (!peek().is(symbol)) {
      throw unexpected("expecting '" + symbol + "'");
    }
    return take();
  }

  private String name(String what) {
    if (peek().kind() != Token.Kind.NAME) {
      throw unexpected("expecting " + what);
    }
    return take().text();
  }

  private ScriptException unexpected(String wanted) {
    Token found = peek();
    if (found.kind() == Token.Kind.END) {
      return ScriptException.at(found.place(), "Script is incomplete");
    }
    return ScriptException.at(
        found.place(), "Syntax error: unexpected '" + found.text() + "', " + wanted);
  }

  private Node.Block statements(Place place, Token.Kind end) {
    List<Node> all = new ArrayList<>();
    boolean valued = false;
    while (!(end == Token.Kind.END ? peek().kind() == end : peek().is("}"))) {
      if (accept(";")) {
        valued = false;
        continue;
      }
      if (valued && !endsWithBlock(all.getLast())) {
        throw unexpected("expecting ';' to terminate this statement");
      }
      all.add(statement());
      valued = true;
    }
    return new Node.Block(place, all, valued);
  }

  private static boolean endsWithBlock(Node node) {
    return node instanceof Node.If
        || node instanceof Node.While
        || node instanceof Node.For
        || node instanceof Node.Block;
  }

  private Node.Block block() {
    Token open = expect("{");
    enter(open.place());
    Node.Block block = statements(open.place(), Token.Kind.SYMBOL);
    expect("}");
    depth--;
    return block;
  }

  private void enter(Place place) {
    if (++depth > DEPTH_MAX) {
      throw ScriptException.at(place, "Expression exceeds maximum complexity");
    }
  }

  private Node statement() {
    Token token = peek();
    if (token.is("{")) {
      return block();
    }
    if (token.kind() == Token.Kind.NAME) {
      if (UNSUPPORTED.contains(token.text())) {
        throw ScriptException.unsupported(token.place(), "`" + token.text() + "`");
      }
      switch (token.text()) {
        case "let", "const" -> {
          return let();
        }
        case "if" -> {
          return ifElse();
        }
        case "while" -> {
          take();
          Node condition = expression();
          return new Node.While(token.place(), condition, block());
        }
        case "for" -> {
          return forIn();
        }
        case "break", "continue", "return" -> {
          return jump();
        }
        default -> {}
      }
    }
    return assignment();
  }

  private Node let() {
    Token word = take();
    String name = name("name of a variable");
    Node value = accept("=") ? expression() : new Node.Constant(word.place(), Values.NOTHING);
    return new Node.Let(word.place(), name, value, word.text().equals("const"));
  }

  private Node ifElse() {
    Token word = take();
    enter(word.place());
    Node condition = expression();
    Node then = block();
    Optional<Node> otherwise = Optional.empty();
    if (peek().isName("else")) {
      take();
      otherwise = Optional.of(peek().isName("if") ? ifElse() : block());
    }
    depth--;
    return new Node.If(word.place(), condition, then, otherwise);
  }

  private Node forIn() {
    Token word = take();
    if (peek().is("(")) {
      throw ScriptException.unsupported(word.place(), "`for` with a counter");
    }
    String name = name("name of a variable");
    if (!peek().isName("in")) {
      throw unexpected("expecting 'in'");
    }
    take();
    Node over = expression();
    return new Node.For(word.place(), name, over, block());
  }

  private Node jump() {
    Token word = take();
    boolean ends = peek().is(";") || peek().is("}") || peek().kind() == Token.Kind.END;
    Optional<Node> value = ends ? Optional.empty() : Optional.of(expression());
    Node.Jump.Kind kind =
        switch (word.text()) {
          case "break" -> Node.Jump.Kind.BREAK;
          case "continue" -> Node.Jump.Kind.CONTINUE;
          default -> Node.Jump.Kind.RETURN;
        };
    return new Node.Jump(word.place(), kind, value);
  }

  private Node assignment() {
    Node target = expression();
    Token operator = peek();
    if (operator.kind() != Token.Kind.SYMBOL || !ASSIGNMENTS.contains(operator.text())) {
      return target;
    }
    boolean assignable =
        target instanceof Node.Variable
            || target instanceof Node.Property
            || target instanceof Node.Element;
    if (!assignable) {
      throw ScriptException.at(target.place(), "Cannot assign to a constant value");
    }
    take();
    Node value = expression();
    String plain = operator.text().substring(0, operator.text().length() - 1);
    return new Node.Assign(operator.place(), target, plain, value);
  }

  private Node expression() {
    return expression(0);
  }

  private Node expression(int least) {
    enter(peek().place());
    Node left = unary();
    while (true) {
      Token operator = peek();
      boolean negated =
          operator.is("!") && tokens.get(Math.min(at + 1, tokens.size() - 1)).isName("in");
      String name = negated ? "in" : operator.text();
      Integer own =
          operator.kind() == Token.Kind.SYMBOL || operator.isName("in")
              ? PRECEDENCE.get(name)
              : null;
      if (own == null || own < least) {
        depth--;
        return left;
      }
      take();
      if (negated) {
        take();
      }
      Node right = expression(name.equals("**") ? own : own + STEP / 2);
      left = new Node.Binary(operator.place(), name, left, right);
      left = negated ? new Node.Unary(operator.place(), "!", left) : left;
    }
  }

  private Node unary() {
    Token token = peek();
    if (token.is("-") || token.is("!") || token.is("+")) {
      take();
      enter(token.place());
      Node operand = unary();
      depth--;
      return token.is("+") ? operand : new Node.Unary(token.place(), token.text(), operand);
    }
    return postfix(primary());
  }

  private Node postfix(Node start) {
    Node node = start;
    while (true) {
      Token token = peek();
      boolean optional = token.text().startsWith("?");
      if (token.is(".") || token.is("?.")) {
        take();
        Place place = peek().place();
        String name = name("name of a property");
        node =
            peek().is("(")
                ? new Node.Call(place, Optional.of(node), name, arguments())
                : new Node.Property(place, node, name, optional);
      } else if (token.is("[") || token.is("?[")) {
        take();
        Node index = expression();
        expect("]");
        node = new Node.Element(token.place(), node, index, optional);
      } else {
        return node;
      }
    }
  }

  private List<Node> arguments() {
    expect("(");
    return list(")");
  }

  private List<Node> list(String end) {
    List<Node> items = new ArrayList<>();
    while (!accept(end)) {
      items.add(expression());
      if (!peek().is(end)) {
        expect(",");
      }
    }
    return items;
  }

  private Node primary() {
    Token token = peek();
    switch (token.kind()) {
      case NUMBER -> {
        return new Node.Constant(token.place(), take().value());
      }
      case STRING -> {
        return new Node.Constant(token.place(), take().text());
      }
      case NAME -> {
        return named();
      }
      default -> {}
    }
    if (accept("(")) {
      if (accept(")")) {
        return new Node.Constant(token.place(), Values.NOTHING);
      }
      Node inside = expression();
      expect(")");
      return inside;
    }
    if (accept("[")) {
      return new Node.ListOf(token.place(), list("]"));
    }
    if (token.is("#{")) {
      return map();
    }
    if (token.is("{")) {
      return block();
    }
    if (token.is("|") || token.is("||")) {
      throw ScriptException.unsupported(token.place(), "closures");
    }
    throw unexpected("expecting an expression");
  }

  private Node map() {
    Token open = take();
    Map<String, Node> entries = new LinkedHashMap<>();
    while (!accept("}")) {
      String key = peek().kind() == Token.Kind.STRING ? take().text() : name("name of a property");
      expect(":");
      entries.put(key, expression());
      if (!peek().is("}")) {
        expect(",");
      }
    }
    return new Node.MapOf(open.place(), entries);
  }

  private Node named() {
    Token token = peek();
    if (UNSUPPORTED.contains(token.text())) {
      throw ScriptException.unsupported(token.place(), "`" + token.text() + "`");
    }
    switch (token.text()) {
      case "true", "false" -> {
        return new Node.Constant(token.place(), Boolean.valueOf(take().text()));
      }
      case "if" -> {
        return ifElse();
      }
      default -> {
        take();
        return peek().is("(")
            ? new Node.Call(token.place(), Optional.empty(), token.text(), arguments())
            : new Node.Variable(token.place(), token.text());
      }
    }
  }
}
