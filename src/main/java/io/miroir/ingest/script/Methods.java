package io.miroir.ingest.script;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The methods of values, and functions. */
final class Methods {

  /**
   * @param changed the value after the call, where a call changes a string
   */
  record Result(Object value, Optional<Object> changed) {}

  private Methods() {}

  private static Result result(Object value) {
    return new Result(value, Optional.empty());
  }

  private static Result changed(Object value) {
    return new Result(Values.NOTHING, Optional.of(value));
  }

  /** A function of one or more values is the method of the first one. */
  static Object function(Place place, String name, List<Object> arguments) {
    if (arguments.isEmpty()) {
      throw notFound(place, name, arguments);
    }
    boolean numbers = arguments.stream().allMatch(Number.class::isInstance);
    if (arguments.size() == 2 && numbers && (name.equals("min") || name.equals("max"))) {
      boolean smaller =
          ((Number) arguments.get(0)).doubleValue() <= ((Number) arguments.get(1)).doubleValue();
      return arguments.get(smaller == name.equals("min") ? 0 : 1);
    }
    return call(place, arguments.getFirst(), name, arguments.subList(1, arguments.size())).value();
  }

  static Result call(Place place, Object on, String name, List<Object> arguments) {
    if (arguments.isEmpty() && name.equals("type_of")) {
      return result(Values.type(on));
    }
    if (arguments.isEmpty() && name.equals("to_string")) {
      return result(Values.text(on));
    }
    Result found =
        switch (on) {
          case String text -> Texts.call(text, name, arguments);
          case Long number -> whole(number, name, arguments);
          case Double number -> real(number, name, arguments);
          case List<?> list -> ofList(place, list, name, arguments);
          case Map<?, ?> map -> ofMap(map, name, arguments);
          default -> null;
        };
    if (found == null) {
      List<Object> all = new ArrayList<>(List.of(on));
      all.addAll(arguments);
      throw notFound(place, name, all);
    }
    return found;
  }

  private static ScriptException notFound(Place place, String name, List<Object> arguments) {
    String types = arguments.stream().map(Values::type).collect(Collectors.joining(", "));
    return ScriptException.at(place, "Function not found: " + name + " (" + types + ")");
  }

  private static Result whole(long number, String name, List<Object> arguments) {
    if (!arguments.isEmpty()) {
      return null;
    }
    return switch (name) {
      case "abs" -> result(Math.abs(number));
      case "sign" -> result((long) Long.signum(number));
      case "to_float" -> result((double) number);
      case "to_int" -> result(number);
      case "is_odd" -> result(number % 2 != 0);
      case "is_even" -> result(number % 2 == 0);
      case "is_zero" -> result(number == 0);
      default -> null;
    };
  }

  private static Result real(double number, String name, List<Object> arguments) {
    if (!arguments.isEmpty()) {
      return null;
    }
    return switch (name) {
      case "abs" -> result(Math.abs(number));
      case "floor" -> result(Math.floor(number));
      case "ceiling" -> result(Math.ceil(number));
      case "round" -> result(Math.signum(number) * Math.floor(Math.abs(number) + 0.5));
      case "int" -> result(number < 0 ? Math.ceil(number) : Math.floor(number));
      case "fraction" -> result(number % 1);
      case "sqrt" -> result(Math.sqrt(number));
      case "to_float" -> result(number);
      case "to_int" -> result((long) number);
      case "is_zero" -> result(number == 0);
      case "is_nan" -> result(Double.isNaN(number));
      default -> null;
    };
  }

  @SuppressWarnings("unchecked")
  private static Result ofList(Place place, List<?> given, String name, List<Object> arguments) {
    List<Object> list = (List<Object>) given;
    Object first = arguments.isEmpty() ? Values.NOTHING : arguments.getFirst();
    return switch (name + "/" + arguments.size()) {
      case "len/0" -> result((long) list.size());
      case "is_empty/0" -> result(list.isEmpty());
      case "push/1" -> {
        if (list.size() >= Operators.LENGTH_MAX) {
          throw ScriptException.at(place, "Size of array too large");
        }
        list.add(first);
        yield result(Values.NOTHING);
      }
      case "append/1" -> {
        if (!(first instanceof List<?> more)) {
          yield null;
        }
        if (list.size() + more.size() > Operators.LENGTH_MAX) {
          throw ScriptException.at(place, "Size of array too large");
        }
        list.addAll(more);
        yield result(Values.NOTHING);
      }
      case "pop/0" -> result(list.isEmpty() ? Values.NOTHING : list.removeLast());
      case "shift/0" -> result(list.isEmpty() ? Values.NOTHING : list.removeFirst());
      case "contains/1" -> result(list.stream().anyMatch(item -> Values.equal(item, first)));
      case "index_of/1" -> result(indexOf(list, first));
      case "clear/0", "reverse/0", "sort/0", "dedup/0" -> {
        reorder(place, list, name);
        yield result(Values.NOTHING);
      }
      default -> placed(list, name, arguments);
    };
  }

  private static void reorder(Place place, List<Object> list, String name) {
    switch (name) {
      case "clear" -> list.clear();
      case "reverse" -> Collections.reverse(list);
      case "sort" -> sort(place, list);
      default -> {
        for (int i = list.size() - 1; i > 0; i--) {
          if (Values.equal(list.get(i), list.get(i - 1))) {
            list.remove(i);
          }
        }
      }
    }
  }

  private static long indexOf(List<Object> list, Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (Values.equal(list.get(i), wanted)) {
        return i;
      }
    }
    return -1;
  }

  /** Methods that take a place, which counts from the end when negative. */
  private static Result placed(List<Object> list, String name, List<Object> arguments) {
    if (arguments.isEmpty() || !(arguments.getFirst() instanceof Long at)) {
      return null;
    }
    long index = at < 0 ? at + list.size() : at;
    boolean inside = index >= 0 && index < list.size();
    return switch (name + "/" + arguments.size()) {
      case "get/1" -> result(inside ? list.get((int) index) : Values.NOTHING);
      case "remove/1" -> result(inside ? list.remove((int) index) : Values.NOTHING);
      case "truncate/1" -> {
        list.subList(Math.clamp(at, 0, list.size()), list.size()).clear();
        yield result(Values.NOTHING);
      }
      case "insert/2" -> {
        list.add(Math.clamp(index, 0, list.size()), arguments.get(1));
        yield result(Values.NOTHING);
      }
      default -> null;
    };
  }

  private static void sort(Place place, List<Object> list) {
    if (list.stream().allMatch(Number.class::isInstance)) {
      list.sort((l, r) -> Double.compare(((Number) l).doubleValue(), ((Number) r).doubleValue()));
    } else if (list.stream().allMatch(String.class::isInstance)) {
      list.sort((l, r) -> ((String) l).compareTo((String) r));
    } else {
      throw ScriptException.at(place, "elements of different types cannot be sorted");
    }
  }

  @SuppressWarnings("unchecked")
  private static Result ofMap(Map<?, ?> given, String name, List<Object> arguments) {
    Map<String, Object> map = (Map<String, Object>) given;
    Object first = arguments.isEmpty() ? Values.NOTHING : arguments.getFirst();
    return switch (name + "/" + arguments.size()) {
      case "len/0" -> result((long) map.size());
      case "is_empty/0" -> result(map.isEmpty());
      case "keys/0" -> result(new ArrayList<Object>(map.keySet()));
      case "values/0" -> result(Values.copy(new ArrayList<>(map.values())));
      case "clear/0" -> {
        map.clear();
        yield result(Values.NOTHING);
      }
      case "contains/1" -> first instanceof String key ? result(map.containsKey(key)) : null;
      case "get/1" -> first instanceof String key ? result(orNothing(map.get(key))) : null;
      case "remove/1" -> first instanceof String key ? result(orNothing(map.remove(key))) : null;
      case "set/2" -> {
        if (first instanceof String key) {
          map.put(key, arguments.get(1));
          yield result(Values.NOTHING);
        }
        yield null;
      }
      case "mixin/1", "fill_with/1" -> {
        if (!(first instanceof Map<?, ?> other)) {
          yield null;
        }
        boolean all = name.equals("mixin");
        other.forEach(
            (key, value) -> {
              if (all || !map.containsKey(key)) {
                map.put((String) key, value);
              }
            });
        yield result(Values.NOTHING);
      }
      default -> null;
    };
  }

  private static Object orNothing(Object value) {
    return value == null ? Values.NOTHING : value;
  }

  /** Places in strings count characters. */
  private static final class Texts {
    private Texts() {}

    static Result call(String text, String name, List<Object> arguments) {
      return switch (arguments.size()) {
        case 0 -> call(text, name);
        case 1 -> call(text, name, arguments.getFirst());
        case 2 -> call(text, name, arguments.get(0), arguments.get(1));
        default -> null;
      };
    }

    private static Result call(String text, String name) {
      return switch (name) {
        case "len" -> result((long) text.codePointCount(0, text.length()));
        case "bytes" ->
            result((long) text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
        case "is_empty" -> result(text.isEmpty());
        case "to_upper" -> result(text.toUpperCase(Locale.ROOT));
        case "to_lower" -> result(text.toLowerCase(Locale.ROOT));
        case "make_upper" -> changed(text.toUpperCase(Locale.ROOT));
        case "make_lower" -> changed(text.toLowerCase(Locale.ROOT));
        case "trim" -> changed(text.strip());
        case "clear" -> changed("");
        case "split" ->
            result(new ArrayList<Object>(Arrays.asList(text.strip().split("\\s+", -1))));
        case "parse_int" -> parsed(text, true);
        case "parse_float" -> parsed(text, false);
        default -> null;
      };
    }

    private static Result parsed(String text, boolean whole) {
      try {
        return result(
            whole ? (Object) Long.valueOf(text.strip()) : (Object) Double.valueOf(text.strip()));
      } catch (NumberFormatException none) {
        return null;
      }
    }

    private static Result call(String text, String name, Object argument) {
      if (argument instanceof Long at) {
        return name.equals("sub_string") ? result(cut(text, at, Long.MAX_VALUE)) : null;
      }
      if (!(argument instanceof String other)) {
        return null;
      }
      return switch (name) {
        case "contains" -> result(text.contains(other));
        case "starts_with" -> result(text.startsWith(other));
        case "ends_with" -> result(text.endsWith(other));
        case "index_of" -> {
          int at = text.indexOf(other);
          yield result(at < 0 ? -1L : (long) text.codePointCount(0, at));
        }
        case "split" ->
            result(new ArrayList<Object>(List.of(text.split(Pattern.quote(other), -1))));
        case "append" -> changed(text + other);
        case "remove" -> changed(text.replace(other, ""));
        default -> null;
      };
    }

    private static Result call(String text, String name, Object first, Object second) {
      if (first instanceof Long at && second instanceof Long length) {
        return switch (name) {
          case "sub_string" -> result(cut(text, at, length));
          case "crop" -> changed(cut(text, at, length));
          default -> null;
        };
      }
      boolean replaces = first instanceof String && second instanceof String;
      return replaces && name.equals("replace")
          ? changed(text.replace((String) first, (String) second))
          : null;
    }

    private static String cut(String text, long from, long length) {
      int[] points = text.codePoints().toArray();
      long start = Math.clamp(from < 0 ? from + points.length : from, 0, points.length);
      long count = Math.clamp(length, 0, points.length - start);
      return new String(points, (int) start, (int) count);
    }
  }
}
