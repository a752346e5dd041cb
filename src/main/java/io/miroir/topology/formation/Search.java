package io.miroir.topology.formation;

import io.miroir.routing.MemberEntry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the cluster among the members that are known, until there is something to join or this
 * member has to form it. Blocks its caller; others are asked a few times a second.
 */
final class Search {
  private static final Logger LOG = LoggerFactory.getLogger(Search.class);
  private static final Duration PAUSE = Duration.ofMillis(300);

  /** So many rounds in a row must say "form it": one member that is slow once changes nothing. */
  private static final int FORM_ROUNDS = 4;

  private final Peers peers;
  private final UnaryOperator<MemberIdentity> store;
  private final CountDownLatch stopped;
  private volatile String reason = "looking for the other members of the cluster";

  /**
   * @param store keeps a newer list of members
   * @param stopped ends the search when it reaches zero
   */
  Search(Peers peers, UnaryOperator<MemberIdentity> store, CountDownLatch stopped) {
    this.peers = peers;
    this.store = store;
    this.stopped = stopped;
  }

  String reason() {
    return reason;
  }

  /**
   * @throws FormationException when it was stopped
   */
  FormationRules.Decision run(MemberIdentity identity) {
    MemberIdentity self = identity;
    int formRounds = 0;
    while (true) {
      List<MemberReport> answers = peers.ask(self.clusterId(), others(self));
      MemberIdentity newest = FormationRules.withNewestMembers(self, answers);
      if (newest != self) {
        self = store.apply(newest);
        formRounds = 0;
      }
      FormationRules.Decision decision = FormationRules.outside(self, answers);
      switch (decision) {
        case FormationRules.Join join -> {
          return join;
        }
        case FormationRules.Form form -> {
          formRounds++;
          boolean allAreHere = answers.size() == others(self).size();
          if (allAreHere || formRounds >= FORM_ROUNDS) {
            return form;
          }
        }
        case FormationRules.Wait wait -> {
          formRounds = 0;
          tell(wait.reason());
        }
        case FormationRules.StartOver over -> throw new IllegalStateException(over.reason());
      }
      pause();
    }
  }

  static List<MemberEntry> others(MemberIdentity self) {
    return self.members().stream().filter(m -> !m.id().equals(self.memberId())).toList();
  }

  private void tell(String news) {
    if (!news.equals(reason)) {
      LOG.info("not in the cluster yet: {}", news);
    }
    reason = news;
  }

  private void pause() {
    try {
      if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FormationException("stopped while looking for the cluster");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FormationException("interrupted while looking for the cluster", e);
    }
  }
}
