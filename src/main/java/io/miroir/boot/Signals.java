package io.miroir.boot;

import sun.misc.Signal;

/**
 * Stops the member in good order on SIGTERM and SIGINT from a thread of ours. Not from a shutdown
 * hook: hooks run side by side, and H2's own would close the database under requests that still
 * end.
 */
final class Signals {
  private Signals() {}

  static void onStop(Runnable stop) {
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signal -> Thread.ofPlatform().name("stop").start(stop));
    }
  }

  /** As if somebody had sent SIGTERM to this process. */
  static void stop() {
    Signal.raise(new Signal("TERM"));
  }
}
