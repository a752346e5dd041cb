package io.miroir.boot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One member, from its start to its end. */
final class Member {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);
  private static final int START_FAILED = 1;

  private Member() {}

  /**
   * Runs until it is stopped by a signal, or until it has left its cluster.
   *
   * @return the exit code
   */
  static int run(ServerConfig config) {
    Logs.configure(config);
    try {
      return new Startup(config).run();
    } catch (StartFailedException e) {
      LOG.error("Cannot start: {}", e.getMessage());
      return START_FAILED;
    } finally {
      Logs.flush();
    }
  }
}
