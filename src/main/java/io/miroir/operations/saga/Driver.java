package io.miroir.operations.saga;

import io.miroir.model.NodeId;
import io.miroir.model.ShardId;
import io.miroir.operations.saga.Operation.Phase;
import io.miroir.operations.saga.Operation.Progress;
import io.miroir.operations.saga.Operation.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides, from where operations and cluster are, what is to be noted and what is to be done now.
 * Pure and level-triggered: asked as often as one likes.
 */
final class Driver {
  /** Rounds of planning in a row in which no step ended well. */
  private static final int ROUNDS_MAX = 2;

  /** A step of an operation. */
  record Key(long id, int number) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return id == other.id ? Integer.compare(number, other.number) : Long.compare(id, other.id);
    }
  }

  /**
   * @param events to be stored before anything else
   * @param actions to be done once there are no events
   * @param waits what steps wait for, for people
   */
  record Decision(List<OperationEvent> events, Map<Key, Action> actions, Map<Key, String> waits) {}

  /**
   * @param exhausted steps that failed too often, with the last reason
   */
  static Decision decide(
      OperationsState state,
      View view,
      CoordinatorConfig config,
      Map<Key, String> exhausted,
      Instant now) {
    Driver driver = new Driver(state, view, config, exhausted, now);
    state.active().forEach(driver::operation);
    return new Decision(driver.events, driver.actions, driver.waits);
  }

  private final OperationsState state;
  private final View view;
  private final CoordinatorConfig config;
  private final Map<Key, String> exhausted;
  private final Instant now;
  private final Set<ShardId> shards = new HashSet<>();
  private final Map<NodeId, Integer> loads = new HashMap<>();
  private int running;
  private final List<OperationEvent> events = new ArrayList<>();
  private final Map<Key, Action> actions = new TreeMap<>();
  private final Map<Key, String> waits = new TreeMap<>();

  private Driver(
      OperationsState state,
      View view,
      CoordinatorConfig config,
      Map<Key, String> exhausted,
      Instant now) {
    this.state = state;
    this.view = view;
    this.config = config;
    this.exhausted = exhausted;
    this.now = now;
    for (Operation operation : state.active()) {
      operation.steps().stream()
          .filter(p -> p.phase() == Phase.RUNNING || p.phase() == Phase.UNDOING)
          .forEach(p -> occupy(p.step()));
    }
  }

  private void occupy(Step step) {
    running++;
    step.shard().ifPresent(shards::add);
    step.nodes().forEach(node -> loads.merge(node, 1, Integer::sum));
  }

  private void operation(Operation operation) {
    int before = events.size();
    for (int number = 0; number < operation.steps().size(); number++) {
      step(operation, number, operation.steps().get(number));
    }
    if (events.size() == before && operation.settled()) {
      end(operation);
    }
  }

  private void step(Operation operation, int number, Progress progress) {
    Key key = new Key(operation.id(), number);
    boolean cancelling = operation.state() == State.CANCELLING;
    switch (progress.phase()) {
      case PENDING -> {
        if (cancelling) {
          ended(
              key, progress.step(), Phase.CANCELLED, "the operation was cancelled before it began");
        } else {
          pending(operation, key, progress.step());
        }
      }
      case RUNNING -> {
        if (cancelling && progress.step().next(view) instanceof Action.Done done) {
          ended(key, progress.step(), Phase.DONE, done.note());
        } else if (cancelling) {
          events.add(
              new OperationEvent.StepGivenUp(key.id(), number, "the operation was cancelled"));
        } else if (operation.state() == State.PAUSED) {
          waits.put(key, "the operation is paused");
        } else {
          carryOn(key, progress.step());
        }
      }
      case UNDOING -> takeBack(key, progress, cancelling);
      case DONE -> {
        if (cancelling && progress.step().revocable()) {
          events.add(
              new OperationEvent.StepGivenUp(key.id(), number, "the operation was cancelled"));
        }
      }
      case FAILED, CANCELLED -> {}
    }
  }

  private void ended(Key key, Step step, Phase phase, String note) {
    events.add(
        new OperationEvent.StepEnded(
            key.id(), key.number(), phase, note, view.documents(step), now));
  }

  private void carryOn(Key key, Step step) {
    if (exhausted.containsKey(key)) {
      events.add(new OperationEvent.StepGivenUp(key.id(), key.number(), exhausted.get(key)));
      return;
    }
    switch (step.next(view)) {
      case Action.Done done -> ended(key, step, Phase.DONE, done.note());
      case Action.Impossible no ->
          events.add(new OperationEvent.StepGivenUp(key.id(), key.number(), no.reason()));
      case Action.Wait wait -> waits.put(key, wait.what());
      case Action action -> actions.put(key, action);
    }
  }

  private void takeBack(Key key, Progress progress, boolean cancelling) {
    switch (progress.step().undo(view)) {
      case Action.Done done ->
          ended(
              key,
              progress.step(),
              cancelling ? Phase.CANCELLED : Phase.FAILED,
              cancelling ? done.note() : progress.note());
      case Action.Wait wait -> waits.put(key, wait.what());
      case Action action -> actions.put(key, action);
    }
  }

  private void pending(Operation operation, Key key, Step step) {
    List<Progress> before = operation.steps().subList(0, key.number());
    boolean blocked =
        before.stream().anyMatch(p -> !p.phase().ended() && (step.barrier() || p.step().barrier()));
    if (before.stream().anyMatch(p -> p.step().revocable() && p.phase() == Phase.FAILED)) {
      ended(key, step, Phase.CANCELLED, "a step that must come before it failed");
    } else if (operation.state() == State.PAUSED) {
      waits.put(key, "the operation is paused");
    } else if (blocked) {
      waits.put(key, "waits for the steps before it");
    } else if (step.shard().filter(shards::contains).isPresent()) {
      waits.put(key, "waits for another step of the same shard");
    } else if (running >= config.movesMax() || step.nodes().stream().anyMatch(this::busy)) {
      waits.put(key, "waits for its turn: so many at once are enough");
    } else {
      occupy(step);
      events.add(new OperationEvent.StepBegun(key.id(), key.number(), now));
    }
  }

  private boolean busy(NodeId node) {
    return loads.getOrDefault(node, 0) >= config.movesPerNode();
  }

  private void end(Operation operation) {
    if (operation.state() == State.CANCELLING) {
      events.add(
          new OperationEvent.Ended(operation.id(), State.CANCELLED, "it was cancelled", now));
      return;
    }
    if (operation.state() == State.PAUSED) {
      return;
    }
    boolean once = operation.request() instanceof Request.Move;
    if (once && operation.count(Phase.DONE::equals) > 0) {
      events.add(new OperationEvent.Ended(operation.id(), State.SUCCEEDED, "", now));
      return;
    }
    Plan left = Plan.of(operation.request(), Projection.of(state, view));
    if (left.refusal().isPresent()) {
      fail(operation, left.refusal().get());
    } else if (left.steps().isEmpty()) {
      String open =
          left.blocked().isEmpty() ? "" : "as far as it goes: " + left.blocked().getFirst();
      events.add(new OperationEvent.Ended(operation.id(), State.SUCCEEDED, open, now));
    } else if (operation.rounds() >= ROUNDS_MAX) {
      fail(operation, operation.failure().orElse(left.steps().getFirst().reason()));
    } else {
      events.add(new OperationEvent.PlannedAgain(operation.id(), left.steps(), basis(view)));
    }
  }

  private void fail(Operation operation, String reason) {
    events.add(new OperationEvent.Ended(operation.id(), State.FAILED, reason, now));
  }

  static OperationEvent.Basis basis(View view) {
    return new OperationEvent.Basis(view.table().topologyVersion(), view.table().catalogVersion());
  }
}
