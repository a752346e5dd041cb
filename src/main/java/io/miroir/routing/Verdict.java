package io.miroir.routing;

/**
 * What one rule says of one node for one replica, with the reason an operator reads.
 *
 * @param decider the rule's name
 */
public record Verdict(Answer answer, String decider, String reason) {

  /** Ordered from worst to best: of several verdicts the first in this order counts. */
  public enum Answer {
    NO,
    /** Not while there is a node with a better verdict. */
    RATHER_NOT,
    YES
  }

  static Verdict yes(String decider, String reason) {
    return new Verdict(Answer.YES, decider, reason);
  }

  static Verdict ratherNot(String decider, String reason) {
    return new Verdict(Answer.RATHER_NOT, decider, reason);
  }

  static Verdict no(String decider, String reason) {
    return new Verdict(Answer.NO, decider, reason);
  }

  Verdict worst(Verdict other) {
    return other.answer.compareTo(answer) < 0 ? other : this;
  }
}
