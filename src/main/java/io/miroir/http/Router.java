package io.miroir.http;

import io.miroir.web.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the endpoint of a path and method. A literal segment wins over a variable, whatever its
 * methods: {@code /documents/fetch} is never a document's id.
 */
final class Router {

  /** What a request line leads to. */
  sealed interface Match {
    record Found(Endpoint endpoint, List<String> variables) implements Match {}

    record WrongMethod(List<String> allowed) implements Match {}

    record Nothing() implements Match {}
  }

  private static final class Node {
    private final Map<String, Node> literals = new LinkedHashMap<>();
    private Node variable;
    private final Map<String, Endpoint> methods = new TreeMap<>();
  }

  private final Node root = new Node();

  Router(List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      Node node = root;
      for (String segment : endpoint.segments()) {
        if (!Endpoint.isVariable(segment)) {
          node = node.literals.computeIfAbsent(segment, name -> new Node());
        } else {
          if (node.variable == null) {
            node.variable = new Node();
          }
          node = node.variable;
        }
      }
      if (node.methods.put(endpoint.method(), endpoint) != null) {
        throw new IllegalArgumentException(
            "expected one endpoint for " + endpoint.method() + " " + endpoint.segments());
      }
    }
  }

  Match find(String method, List<String> segments) {
    List<String> variables = new ArrayList<>();
    Node node = find(root, segments, 0, variables);
    if (node == null) {
      return new Match.Nothing();
    }
    Endpoint endpoint = node.methods.get(method);
    return endpoint == null
        ? new Match.WrongMethod(List.copyOf(node.methods.keySet()))
        : new Match.Found(endpoint, variables);
  }

  private static Node find(Node node, List<String> segments, int at, List<String> variables) {
    if (at == segments.size()) {
      return node.methods.isEmpty() ? null : node;
    }
    String segment = segments.get(at);
    Node literal = node.literals.get(segment);
    if (literal != null) {
      Node found = find(literal, segments, at + 1, variables);
      if (found != null) {
        return found;
      }
    }
    if (node.variable == null) {
      return null;
    }
    variables.add(segment);
    Node found = find(node.variable, segments, at + 1, variables);
    if (found == null) {
      variables.removeLast();
    }
    return found;
  }
}
