package io.miroir.topology.formation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the members named by {@code --join} to be let in, in turn, until one does. Blocks. */
final class Admission {
  private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Peers peers;
  private final CountDownLatch stopped;

  Admission(Peers peers, CountDownLatch stopped) {
    this.peers = peers;
    this.stopped = stopped;
  }

  /**
   * @throws FormationException when all refuse or nobody lets this member in within the time
   */
  JoinAnswer ask(List<FormationConfig.Address> addresses, JoinRequest self) {
    Instant until = Instant.now().plus(PATIENCE);
    while (true) {
      List<String> reasons = new ArrayList<>();
      for (FormationConfig.Address address : addresses) {
        switch (peers.join(address.toString(), self)) {
          case Peers.Admitted admitted -> {
            return admitted.answer();
          }
          case Peers.Forbidden forbidden -> throw new FormationException(forbidden.reason());
          case Peers.NotNow notNow -> reasons.add(notNow.reason());
        }
      }
      if (Instant.now().isAfter(until)) {
        throw new FormationException("no member let this one in: " + String.join("; ", reasons));
      }
      LOG.debug("not let in yet: {}", reasons);
      pause();
    }
  }

  private void pause() {
    try {
      if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FormationException("stopped while joining");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FormationException("interrupted while joining", e);
    }
  }
}
