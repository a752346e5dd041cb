package io.miroir.engine.format;

import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.settings.FieldPatterns;
import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is to be done with which field: highlight, crop (ranking reference, 7.1). */
final class FormatOptions {

  /**
   * @param crop words to keep; 0 for no crop, -1 for not asked
   */
  record Option(boolean highlight, int crop) {
    static final Option NONE = new Option(false, -1);

    Option merge(Option other) {
      return new Option(highlight || other.highlight, crop >= 0 ? crop : other.crop);
    }
  }

  private final Map<String, Option> selected = new LinkedHashMap<>();
  private final Map<String, Option> resolved = new HashMap<>();

  FormatOptions(SearchRequest request, IndexView view) {
    Map<String, Option> asked = asked(request);
    List<String> known = new ArrayList<>(view.fieldNames());
    known.removeIf(name -> FieldPatterns.covers("_vectors", name));
    Settings settings = view.settings();
    asked.forEach(
        (name, option) -> {
          if (name.equals("*")) {
            known.stream()
                .filter(each -> isDisplayed(each, settings))
                .forEach(each -> selected.merge(each, option, Option::merge));
          } else if (isDisplayed(name, settings)
              && known.stream().anyMatch(each -> FieldPatterns.covers(name, each))) {
            selected.merge(name, option, Option::merge);
          }
        });
  }

  private static Map<String, Option> asked(SearchRequest request) {
    Map<String, Option> asked = new LinkedHashMap<>();
    for (String entry : request.attributesToCrop()) {
      int colon = entry.lastIndexOf(':');
      String name = colon < 0 ? entry : entry.substring(0, colon);
      int length = colon < 0 ? -1 : length(entry.substring(colon + 1));
      asked.put(name, new Option(false, length < 0 ? request.cropLength() : length));
    }
    for (String name : request.attributesToHighlight()) {
      asked.merge(name, new Option(true, -1), Option::merge);
    }
    return asked;
  }

  /** A decimal length, or -1. */
  private static int length(String digits) {
    if (digits.isEmpty()
        || digits.length() > 9
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Integer.parseInt(digits);
  }

  static boolean isDisplayed(String name, Settings settings) {
    for (String displayed : settings.displayedAttributes()) {
      if (displayed.equals("*")
          || FieldPatterns.covers(displayed, name)
          || FieldPatterns.covers(name, displayed)) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return selected.isEmpty();
  }

  /** The selected names. */
  List<String> names() {
    return List.copyOf(selected.keySet());
  }

  /** The options of a field: of every selected name above or under it. */
  Option of(String name) {
    return resolved.computeIfAbsent(name, this::resolve);
  }

  private Option resolve(String name) {
    Option found = Option.NONE;
    for (Map.Entry<String, Option> entry : selected.entrySet()) {
      if (FieldPatterns.covers(entry.getKey(), name)
          || FieldPatterns.covers(name, entry.getKey())) {
        found = found.merge(entry.getValue());
      }
    }
    return found;
  }
}
