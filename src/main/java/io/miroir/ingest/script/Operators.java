package io.miroir.ingest.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/** What operators mean. */
final class Operators {
  static final int LENGTH_MAX = 1 << 20;

  private Operators() {}

  static Object unary(Place place, String operator, Object value) {
    if (operator.equals("!") && value instanceof Boolean bool) {
      return !bool;
    }
    if (operator.equals("-") && value instanceof Double number) {
      return -number;
    }
    if (operator.equals("-") && value instanceof Long number) {
      return exact(place, () -> Math.negateExact(number), "Negation overflow: -" + number);
    }
    throw ScriptException.at(
        place, "Function not found: " + operator + " (" + Values.type(value) + ")");
  }

  static Object binary(Place place, String operator, Object left, Object right) {
    switch (operator) {
      case "==" -> {
        return Values.equal(left, right);
      }
      case "!=" -> {
        return !Values.equal(left, right);
      }
      case "in" -> {
        return in(place, left, right);
      }
      case "<", "<=", ">", ">=" -> {
        return compared(place, operator, left, right);
      }
      default -> {}
    }
    if (left instanceof Long l && right instanceof Long r) {
      return whole(place, operator, l, r);
    }
    if (left instanceof Number l && right instanceof Number r) {
      return real(place, operator, l.doubleValue(), r.doubleValue());
    }
    if (operator.equals("+")) {
      return sum(place, left, right);
    }
    throw notFound(place, operator, left, right);
  }

  private static ScriptException notFound(Place place, String operator, Object left, Object right) {
    return ScriptException.at(
        place,
        "Function not found: %s (%s, %s)"
            .formatted(operator, Values.type(left), Values.type(right)));
  }

  private static Object sum(Place place, Object left, Object right) {
    if (left instanceof String || right instanceof String) {
      String text = Values.text(left) + Values.text(right);
      if (text.length() > LENGTH_MAX) {
        throw ScriptException.at(place, "Length of string too large");
      }
      return text;
    }
    if (left instanceof List<?> l && right instanceof List<?> r) {
      List<Object> all = new ArrayList<>(l);
      all.addAll(r);
      if (all.size() > LENGTH_MAX) {
        throw ScriptException.at(place, "Size of array too large");
      }
      return all;
    }
    if (left instanceof Map<?, ?> l && right instanceof Map<?, ?> r) {
      Map<Object, Object> all = new LinkedHashMap<>(l);
      all.putAll(r);
      return all;
    }
    throw notFound(place, "+", left, right);
  }

  private static boolean in(Place place, Object item, Object of) {
    return switch (of) {
      case List<?> list -> list.stream().anyMatch(other -> Values.equal(item, other));
      case Map<?, ?> map when item instanceof String key -> map.containsKey(key);
      case String text when item instanceof String part -> text.contains(part);
      default -> throw notFound(place, "contains", of, item);
    };
  }

  private static boolean compared(Place place, String operator, Object left, Object right) {
    int order;
    if (left instanceof Long l && right instanceof Long r) {
      order = Long.compare(l, r);
    } else if (left instanceof Number l && right instanceof Number r) {
      order = Double.compare(l.doubleValue(), r.doubleValue());
    } else if (left instanceof String l && right instanceof String r) {
      order = l.compareTo(r);
    } else if (left.getClass().equals(right.getClass())) {
      throw notFound(place, operator, left, right);
    } else {
      // Values of different kinds are never ordered.
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static Object whole(Place place, String operator, long left, long right) {
    if ((operator.equals("/") || operator.equals("%")) && right == 0) {
      String what = operator.equals("/") ? "Division" : "Modulo division";
      throw ScriptException.at(place, what + " by zero: " + left + " " + operator + " 0");
    }
    LongBinaryOperator operation =
        switch (operator) {
          case "+" -> Math::addExact;
          case "-" -> Math::subtractExact;
          case "*" -> Math::multiplyExact;
          case "/" -> Math::divideExact;
          case "%" -> (l, r) -> l % r;
          case "**" -> Operators::power;
          default -> throw notFound(place, operator, left, right);
        };
    String name =
        switch (operator) {
          case "+" -> "Addition";
          case "-" -> "Subtraction";
          case "*" -> "Multiplication";
          case "/" -> "Division";
          default -> "Exponential";
        };
    return exact(
        place,
        () -> operation.applyAsLong(left, right),
        name + " overflow: " + left + " " + operator + " " + right);
  }

  private static long power(long base, long exponent) {
    if (exponent < 0 || exponent > Integer.MAX_VALUE) {
      throw new ArithmeticException("expected an exponent of 0 to 2^31, found " + exponent);
    }
    return java.math.BigInteger.valueOf(base)
        .pow(Math.abs(base) < 2 ? (int) Math.min(exponent, 2 + exponent % 2) : bounded(exponent))
        .longValueExact();
  }

  /** No base but 0, 1 and -1 has such a power within 64 bits. */
  private static int bounded(long exponent) {
    if (exponent > 64) {
      throw new ArithmeticException("expected an exponent of at most 64, found " + exponent);
    }
    return (int) exponent;
  }

  private interface Exact {
    long run();
  }

  private static Object exact(Place place, Exact operation, String failure) {
    try {
      return operation.run();
    } catch (ArithmeticException overflow) {
      throw ScriptException.at(place, failure);
    }
  }

  private static Object real(Place place, String operator, double left, double right) {
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "%" -> left % right;
      case "**" -> Math.pow(left, right);
      default -> throw notFound(place, operator, left, right);
    };
  }
}
