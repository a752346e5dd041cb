package io.miroir.web;

import java.util.Arrays;
import java.util.List;

/**
 * One method on one path, as data: so that 404 and 405 are decided before anything else, with the
 * methods there are.
 *
 * @param segments of the path; one in braces matches any text and is a variable
 * @param action what a key must grant
 * @param streaming takes a body of any length in time: no request deadline
 */
public record Endpoint(
    String method, List<String> segments, String action, boolean streaming, Handler handler) {

  public static Endpoint get(String path, String action, Handler handler) {
    return of("GET", path, action, handler);
  }

  public static Endpoint post(String path, String action, Handler handler) {
    return of("POST", path, action, handler);
  }

  public static Endpoint put(String path, String action, Handler handler) {
    return of("PUT", path, action, handler);
  }

  public static Endpoint patch(String path, String action, Handler handler) {
    return of("PATCH", path, action, handler);
  }

  public static Endpoint delete(String path, String action, Handler handler) {
    return of("DELETE", path, action, handler);
  }

  private static Endpoint of(String method, String path, String action, Handler handler) {
    List<String> segments = Arrays.stream(path.split("/")).filter(s -> !s.isEmpty()).toList();
    return new Endpoint(method, segments, action, false, handler);
  }

  public Endpoint asStreaming() {
    return new Endpoint(method, segments, action, true, handler);
  }

  public static boolean isVariable(String segment) {
    return segment.startsWith("{");
  }
}
