package io.miroir.topology.formation;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.routing.MemberEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every combination of who answers and in which phase, for clusters of one to five members. */
class FormationRulesTest {
  private static final Phase[] PHASES = Phase.values();

  /** What one member sees of one other: null when it does not answer. */
  private static Phase phase(int code, int member) {
    int digit = code / (int) Math.pow(PHASES.length + 1, member) % (PHASES.length + 1);
    return digit == PHASES.length ? null : PHASES[digit];
  }

  private static int combinations(int members) {
    return (int) Math.pow(PHASES.length + 1, members);
  }

  private static List<MemberEntry> members(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new MemberEntry("m" + i, "host:" + (7700 + i), "host:" + (9000 + i)))
        .toList();
  }

  private static MemberIdentity identity(int number, int count) {
    return new MemberIdentity(
        "m" + number,
        "n",
        "c",
        "db",
        true,
        "host:" + (7700 + number),
        "host:" + (9000 + number),
        1,
        members(count));
  }

  private static MemberReport report(int number, int count, Phase phase) {
    return MemberReport.of(identity(number, count), phase);
  }

  /** What member {@code self} gets to hear when the phases are these. */
  private static List<MemberReport> answers(int self, int count, int code) {
    List<MemberReport> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i != self && phase(code, i) != null) {
        answers.add(report(i, count, phase(code, i)));
      }
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void aMemberFormsOnlyWithAMajorityThatSearchesAndOnlyTheFirstOfIt(int count) {
    for (int code = 0; code < combinations(count); code++) {
      for (int self = 0; self < count; self++) {
        List<MemberReport> answers = answers(self, count, code);
        FormationRules.Decision decision = FormationRules.outside(identity(self, count), answers);
        if (decision instanceof FormationRules.Form) {
          String me = "m" + self;
          assertThat(answers.size() + 1).isGreaterThan(count / 2);
          assertThat(answers)
              .allSatisfy(a -> assertThat(a.phase()).isIn(Phase.SEARCHING, Phase.JOINING))
              .allSatisfy(a -> assertThat(a.memberId()).isGreaterThan(me));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void whoSeesAClusterThatIsUpJoinsIt(int count) {
    for (int code = 0; code < combinations(count); code++) {
      List<MemberReport> answers = answers(0, count, code);
      List<String> up =
          answers.stream()
              .filter(a -> a.phase() == Phase.UP)
              .map(MemberReport::clusterAddress)
              .toList();
      if (!up.isEmpty()) {
        assertThat(FormationRules.outside(identity(0, count), answers))
            .isEqualTo(new FormationRules.Join(up));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void ofMembersThatSeeEachOtherAtMostOneForms(int count) {
    for (int present = 1; present < 1 << count; present++) {
      int there = present;
      List<Integer> searching =
          IntStream.range(0, count).filter(i -> (there >> i & 1) == 1).boxed().toList();
      long forming =
          searching.stream()
              .map(
                  self ->
                      FormationRules.outside(identity(self, count), among(searching, self, count)))
              .filter(FormationRules.Form.class::isInstance)
              .count();
      assertThat(forming).isEqualTo(searching.size() > count / 2 ? 1 : 0);
    }
  }

  private static List<MemberReport> among(List<Integer> present, int self, int count) {
    return present.stream()
        .filter(i -> i != self)
        .map(i -> report(i, count, Phase.SEARCHING))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void ofTwoThatFormAtOnceExactlyOneStartsOverWhileNoneIsUp(int count) {
    for (int a = 0; a < count; a++) {
      for (int b = a + 1; b < count; b++) {
        MemberReport ofA = report(a, count, Phase.FORMING);
        MemberReport ofB = report(b, count, Phase.FORMING);
        assertThat(FormationRules.whileForming(identity(a, count), List.of(ofB), List.of()))
            .isInstanceOf(FormationRules.Wait.class);
        assertThat(FormationRules.whileForming(identity(b, count), List.of(ofA), List.of()))
            .isInstanceOf(FormationRules.StartOver.class);
      }
    }
  }

  @Test
  void whoFormsGivesWayToAClusterThatIsUpUnlessItIsItsOwn() {
    List<MemberReport> up = List.of(report(2, 3, Phase.UP));

    assertThat(FormationRules.whileForming(identity(0, 3), up, List.of("host:9000")))
        .isInstanceOf(FormationRules.StartOver.class);
    assertThat(FormationRules.whileForming(identity(0, 3), up, List.of("host:9000", "host:9002")))
        .isInstanceOf(FormationRules.Wait.class);
  }

  @Test
  void theNewestListOfMembersCounts() {
    MemberIdentity old = identity(0, 1);
    MemberReport newer = new MemberReport("c", "m1", "host:9001", Phase.SEARCHING, 7, members(3));

    MemberIdentity taught = FormationRules.withNewestMembers(old, List.of(newer));

    assertThat(taught.members()).hasSize(3);
    assertThat(taught.membersVersion()).isEqualTo(7);
    assertThat(taught.majority()).isEqualTo(2);
    assertThat(FormationRules.withNewestMembers(taught, List.of(report(2, 2, Phase.UP))))
        .isEqualTo(taught);
  }

  @Test
  void aMemberThatWasRemovedWaitsInsteadOfForming() {
    MemberIdentity removed =
        identity(0, 3).inCluster("c", 9, Stream.of(1, 2).map(i -> members(3).get(i)).toList());

    FormationRules.Decision decision =
        FormationRules.outside(
            removed, List.of(report(1, 3, Phase.SEARCHING), report(2, 3, Phase.SEARCHING)));

    assertThat(decision)
        .isEqualTo(new FormationRules.Wait("this member was removed from the cluster"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void majoritiesOfNeighbouringListsAlwaysShareAMember(int count) {
    int before = identity(0, count).majority();
    int after = identity(0, count + 1).majority();

    assertThat(before + after).isGreaterThan(count + 1);
  }
}
