package io.miroir.engine.query;

import io.miroir.engine.store.IndexView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.Transition;

/**
 * Finds the dictionary words near a word (ranking reference, 2.5). Automata choose a superset in
 * byte order, since a prefix's distance is not simply that of its best beginning; {@link
 * TypoDistance} decides.
 */
final class TypoWalk {
  private final IndexView view;
  private final int[] word;
  private final boolean prefix;
  private final int budget;

  TypoWalk(IndexView view, String word, boolean prefix, int budget) {
    this.view = view;
    this.word = word.codePoints().toArray();
    this.prefix = prefix;
    this.budget = budget;
  }

  TypoCandidates find() {
    List<String> near = new ArrayList<>();
    List<String> far = new ArrayList<>();
    int farMax = budget == 1 ? 0 : TypoCandidates.TWO_MAX;
    var distance = new TypoDistance(word, prefix, budget);
    Iterator<String> words = view.dictionary(sameLetter());
    while (words.hasNext() && (near.size() < TypoCandidates.ONE_MAX || far.size() < farMax)) {
      String candidate = words.next();
      int typos = distance.of(candidate);
      if (typos == 1 && near.size() < TypoCandidates.ONE_MAX) {
        near.add(candidate);
      } else if (typos == 2 && far.size() < farMax) {
        far.add(candidate);
      }
    }
    return new TypoCandidates(near, far, budget == 1 ? List.of() : otherLetters());
  }

  /** With two typos allowed: words with another first char and otherwise no typo. */
  private List<String> otherLetters() {
    List<String> found = new ArrayList<>();
    // The budget of the walk stays 2: it decides where a prefix settles.
    var distance = new TypoDistance(word, prefix, budget);
    Iterator<String> words = view.dictionary(otherLetter());
    while (words.hasNext() && found.size() < TypoCandidates.ONE_MAX + TypoCandidates.TWO_MAX) {
      String candidate = words.next();
      if (distance.of(candidate) == 1) {
        found.add(candidate);
      }
    }
    return found;
  }

  private CompiledAutomaton sameLetter() {
    String first = new String(word, 0, 1);
    int[] rest = Arrays.copyOfRange(word, 1, word.length);
    var levenshtein = new LevenshteinAutomata(rest, Character.MAX_CODE_POINT, true);
    return compiled(levenshtein.toAutomaton(budget, first));
  }

  private CompiledAutomaton otherLetter() {
    int first = word[0];
    Automaton others =
        Operations.union(
            List.of(
                Automata.makeCharRange(0, first - 1),
                Automata.makeCharRange(first + 1, Character.MAX_CODE_POINT)));
    String all = new String(word, 0, word.length);
    String rest = new String(word, 1, word.length - 1);
    List<Automaton> ways = new ArrayList<>();
    ways.add(Operations.concatenate(List.of(others, Automata.makeString(rest))));
    ways.add(Operations.concatenate(List.of(others, Automata.makeString(all))));
    if (word.length > 1 && word[1] != first) {
      int[] swapped = word.clone();
      swapped[0] = word[1];
      swapped[1] = first;
      ways.add(Automata.makeString(rest));
      ways.add(Automata.makeString(new String(swapped, 0, swapped.length)));
    }
    return compiled(Operations.union(ways));
  }

  private CompiledAutomaton compiled(Automaton automaton) {
    Automaton whole = Operations.determinize(automaton, Operations.DEFAULT_DETERMINIZE_WORK_LIMIT);
    return prefix
        ? new CompiledAutomaton(open(whole), false, false)
        : new CompiledAutomaton(whole, true, false);
  }

  /** Accepts whatever follows an accepted beginning; stays deterministic, which is cheap. */
  private static Automaton open(Automaton words) {
    var builder = new Automaton.Builder();
    for (int state = 0; state < words.getNumStates(); state++) {
      builder.createState();
      builder.setAccept(state, words.isAccept(state));
    }
    var step = new Transition();
    for (int state = 0; state < words.getNumStates(); state++) {
      if (words.isAccept(state)) {
        builder.addTransition(state, state, 0, Character.MAX_CODE_POINT);
        continue;
      }
      int steps = words.initTransition(state, step);
      for (int at = 0; at < steps; at++) {
        words.getNextTransition(step);
        builder.addTransition(state, step.dest, step.min, step.max);
      }
    }
    return Operations.removeDeadStates(builder.finish());
  }
}
