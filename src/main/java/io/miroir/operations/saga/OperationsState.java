package io.miroir.operations.saga;

import io.miroir.model.CborSerializable;
import io.miroir.model.NodeId;
import io.miroir.routing.RoutingTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Every operation that is under way, and the newest that have ended. Immutable.
 *
 * @param operations by id, as text that sorts like the number
 * @param balanced the active nodes for which copies were placed last
 * @param basis nothing is decided by an older routing table: it may lack what was planned with
 */
record OperationsState(
    long lastId,
    Map<String, Operation> operations,
    List<NodeId> balanced,
    OperationEvent.Basis basis)
    implements CborSerializable {
  private static final int ENDED_MAX = 20;

  static final OperationsState EMPTY =
      new OperationsState(0, Map.of(), List.of(), new OperationEvent.Basis(1, 1));

  private static String key(long id) {
    return "%019d".formatted(id);
  }

  Optional<Operation> operation(long id) {
    return Optional.ofNullable(operations.get(key(id)));
  }

  /** Oldest first. */
  List<Operation> all() {
    return List.copyOf(new TreeMap<>(operations).values());
  }

  /** Oldest first. */
  List<Operation> active() {
    return all().stream().filter(Operation::active).toList();
  }

  OperationsState on(OperationEvent event) {
    return switch (event) {
      case OperationEvent.Begun e -> begun(e);
      case OperationEvent.Balanced e -> new OperationsState(lastId, operations, e.nodes(), basis);
      case OperationEvent.PlannedAgain e -> change(e.id(), o -> o.more(e.steps())).by(e.basis());
      case OperationEvent.StepBegun e ->
          change(e.id(), o -> o.with(e.number(), o.steps().get(e.number()).begun(e.at())));
      case OperationEvent.StepGivenUp e ->
          change(e.id(), o -> o.with(e.number(), o.steps().get(e.number()).undoing(e.reason())));
      case OperationEvent.StepEnded e ->
          change(
              e.id(),
              o ->
                  o.with(
                      e.number(),
                      o.steps().get(e.number()).ended(e.phase(), e.note(), e.documents(), e.at())));
      case OperationEvent.StateChanged e -> change(e.id(), o -> o.in(e.state(), e.reason()));
      case OperationEvent.Ended e ->
          change(e.id(), o -> o.ended(e.state(), e.reason(), e.at())).forgetOld();
    };
  }

  private OperationsState begun(OperationEvent.Begun e) {
    Map<String, Operation> changed = new TreeMap<>(operations);
    changed.put(
        key(e.id()),
        new Operation(
            e.id(),
            e.request(),
            e.automatic(),
            Operation.State.RUNNING,
            e.steps().stream().map(Operation.Progress::pending).toList(),
            e.at(),
            Optional.empty(),
            "",
            0,
            0));
    return new OperationsState(Math.max(lastId, e.id()), changed, balanced, basis).by(e.basis());
  }

  private OperationsState by(OperationEvent.Basis newer) {
    return new OperationsState(
        lastId,
        operations,
        balanced,
        new OperationEvent.Basis(
            Math.max(basis.topologyVersion(), newer.topologyVersion()),
            Math.max(basis.catalogVersion(), newer.catalogVersion())));
  }

  /** Whether decisions may be made by this table. */
  boolean covers(RoutingTable table) {
    return table.topologyVersion() >= basis.topologyVersion()
        && table.catalogVersion() >= basis.catalogVersion();
  }

  private OperationsState change(long id, UnaryOperator<Operation> how) {
    Map<String, Operation> changed = new TreeMap<>(operations);
    changed.computeIfPresent(key(id), (found, operation) -> how.apply(operation));
    return new OperationsState(lastId, changed, balanced, basis);
  }

  private OperationsState forgetOld() {
    List<Operation> ended = all().stream().filter(o -> !o.active()).toList();
    Map<String, Operation> kept = new TreeMap<>(operations);
    ended.stream()
        .limit(Math.max(0, ended.size() - ENDED_MAX))
        .forEach(old -> kept.remove(key(old.id())));
    return new OperationsState(lastId, kept, balanced, basis);
  }
}
