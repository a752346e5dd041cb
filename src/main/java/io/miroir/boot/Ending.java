package io.miroir.boot;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be released once the actor system has ended, since nothing may use it any more: in the
 * reverse order of its start. A release that fails is told and does not keep the others from
 * theirs.
 */
final class Ending implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /** Something to release; may block. */
  @FunctionalInterface
  interface Release {
    void run() throws Exception;
  }

  private record Named(String name, Release release) {}

  private final Deque<Named> releases = new ArrayDeque<>();

  void add(String name, Release release) {
    releases.push(new Named(name, release));
  }

  @Override
  public void close() {
    while (!releases.isEmpty()) {
      Named next = releases.pop();
      try {
        next.release().run();
      } catch (Exception e) {
        LOG.warn("At the end, {} failed", next.name(), e);
      }
    }
  }
}
