package io.miroir.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.ctl.ApiClient;
import io.miroir.ctl.ApiClient.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One client that replaces, updates in part and deletes documents of its own, one request after the
 * other, and knows what must be there at the end. Its ids are below zero, so that nobody else uses
 * them.
 */
final class Edits implements AutoCloseable {
  private static final int KEYS = 60;

  private final String index;
  private final ApiClient member;
  private final Random random = new Random(7);
  private final Map<Integer, Map<String, Integer>> expected = new TreeMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "edits");
  private volatile boolean running = true;
  private volatile int done;

  Edits(String index, ApiClient member) {
    this.index = index;
    this.member = member;
  }

  void start() {
    thread.start();
  }

  private void run() {
    for (int number = 1; running; number++) {
      int id = -1 - random.nextInt(KEYS);
      Answer answer =
          switch (random.nextInt(4)) {
            case 0 -> delete(id);
            case 1 -> replace(id, number);
            default -> update(id, number);
          };
      if (answer.status() == 202) {
        done = number;
      } else {
        faults.add(answer.status() + " " + answer.body());
      }
    }
  }

  private Answer delete(int id) {
    expected.remove(id);
    return member.delete("/indexes/" + index + "/documents/" + id);
  }

  private Answer replace(int id, int number) {
    expected.put(id, new TreeMap<>(Map.of("replaced", number)));
    return member.post(
        "/indexes/" + index + "/documents", "[{\"id\":" + id + ",\"replaced\":" + number + "}]");
  }

  private Answer update(int id, int number) {
    String field = "f" + random.nextInt(3);
    expected.computeIfAbsent(id, key -> new TreeMap<>()).put(field, number);
    return member.put(
        "/indexes/" + index + "/documents",
        "[{\"id\":" + id + ",\"" + field + "\":" + number + "}]");
  }

  int done() {
    return done;
  }

  /** Requests that were refused. */
  List<String> faults() {
    return faults;
  }

  /** What is not as it must be, as a member tells it; nothing may be under way. */
  List<String> differences(ApiClient reader) {
    List<String> wrong = new ArrayList<>();
    for (int id = -KEYS; id < 0; id++) {
      Answer found = reader.get("/indexes/" + index + "/documents/" + id);
      Map<String, Integer> must = expected.get(id);
      if (must == null ? found.status() != 404 : !must.equals(fields(found.json()))) {
        wrong.add("expected " + id + " to be " + must + ", found " + found.body());
      }
    }
    return wrong;
  }

  private static Map<String, Integer> fields(JsonNode document) {
    Map<String, Integer> fields = new TreeMap<>();
    document
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("id")) {
                fields.put(field.getKey(), field.getValue().asInt());
              }
            });
    return fields;
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join(90_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
