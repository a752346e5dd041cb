package io.miroir.tasks;

import static io.miroir.model.ErrorCode.*;

import io.miroir.json.ParamAt;
import io.miroir.json.QueryShape;
import io.miroir.model.ErrorCode;
import io.miroir.model.IndexUid;
import io.miroir.web.IndexUids;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the query strings of task and batch routes. */
final class TaskParameters {
  private static final int UID_BITS = 32;
  private static final int LIMIT_DEFAULT = 20;

  private static final class Draft {
    private BigInteger limit = BigInteger.valueOf(LIMIT_DEFAULT);
    private OptionalLong from = OptionalLong.empty();
    private boolean reverse;
    private Optional<List<Long>> uids = Optional.empty();
    private Optional<List<Long>> batchUids = Optional.empty();
    private Optional<List<Long>> canceledBy = Optional.empty();
    private Optional<List<TaskType>> types = Optional.empty();
    private Optional<List<TaskStatus>> statuses = Optional.empty();
    private Optional<List<IndexUid>> indexUids = Optional.empty();
    private final Map<String, Instant> bounds = new java.util.HashMap<>();

    private TaskFilter filter(Optional<List<String>> visible) {
      return new TaskFilter(
          uids,
          batchUids,
          canceledBy,
          types,
          statuses,
          indexUids,
          bound("afterEnqueuedAt"),
          bound("beforeEnqueuedAt"),
          bound("afterStartedAt"),
          bound("beforeStartedAt"),
          bound("afterFinishedAt"),
          bound("beforeFinishedAt"),
          visible);
    }

    private Optional<Instant> bound(String name) {
      return Optional.ofNullable(bounds.get(name));
    }
  }

  private static final QueryShape<Draft> LISTING = listing();
  private static final QueryShape<Draft> SELECTION = selection();

  private TaskParameters() {}

  static TaskQuery query(Map<String, String> query, Optional<List<String>> visible) {
    Draft draft = LISTING.read(query, new Draft());
    return new TaskQuery(
        draft.filter(visible),
        draft.from,
        io.miroir.json.JsonAt.clampToInt(draft.limit),
        draft.reverse);
  }

  static TaskFilter filter(Map<String, String> query, Optional<List<String>> visible) {
    return SELECTION.read(query, new Draft()).filter(visible);
  }

  private static QueryShape<Draft> listing() {
    QueryShape<Draft> shape = new QueryShape<>();
    shape
        .field("limit", INVALID_TASK_LIMIT, (d, at) -> d.limit = at.unsigned(UID_BITS))
        .field(
            "from",
            INVALID_TASK_FROM,
            (d, at) -> d.from = OptionalLong.of(at.unsigned(UID_BITS).longValue()))
        .field("reverse", INVALID_TASK_REVERSE, (d, at) -> d.reverse = at.bool())
        .field("batchUids", INVALID_BATCH_UIDS, star((d, at) -> d.batchUids = uids(at)))
        .field("uids", INVALID_TASK_UIDS, star((d, at) -> d.uids = uids(at)));
    addCommon(shape);
    return shape;
  }

  private static QueryShape<Draft> selection() {
    QueryShape<Draft> shape = new QueryShape<>();
    shape
        .field("uids", INVALID_TASK_UIDS, star((d, at) -> d.uids = uids(at)))
        .field("batchUids", INVALID_BATCH_UIDS, star((d, at) -> d.batchUids = uids(at)));
    addCommon(shape);
    return shape;
  }

  private static void addCommon(QueryShape<Draft> shape) {
    shape
        .field("canceledBy", INVALID_TASK_CANCELED_BY, star((d, at) -> d.canceledBy = uids(at)))
        .field(
            "types",
            INVALID_TASK_TYPES,
            star((d, at) -> d.types = Optional.of(at.list(TaskParameters::type))))
        .field(
            "statuses",
            INVALID_TASK_STATUSES,
            star((d, at) -> d.statuses = Optional.of(at.list(TaskParameters::status))))
        .field(
            "indexUids",
            INVALID_INDEX_UID,
            star((d, at) -> d.indexUids = Optional.of(at.list(IndexUids::read))));
    bound(shape, "afterEnqueuedAt", INVALID_TASK_AFTER_ENQUEUED_AT);
    bound(shape, "beforeEnqueuedAt", INVALID_TASK_BEFORE_ENQUEUED_AT);
    bound(shape, "afterStartedAt", INVALID_TASK_AFTER_STARTED_AT);
    bound(shape, "beforeStartedAt", INVALID_TASK_BEFORE_STARTED_AT);
    bound(shape, "afterFinishedAt", INVALID_TASK_AFTER_FINISHED_AT);
    bound(shape, "beforeFinishedAt", INVALID_TASK_BEFORE_FINISHED_AT);
  }

  private static void bound(QueryShape<Draft> shape, String name, ErrorCode code) {
    shape.field(
        name, code, star((d, at) -> d.bounds.put(name, date(at, name.startsWith("after")))));
  }

  /** A star does not restrict. */
  private static BiConsumer<Draft, ParamAt> star(BiConsumer<Draft, ParamAt> reader) {
    return (draft, at) -> {
      if (!at.text().equals("*")) {
        reader.accept(draft, at);
      }
    };
  }

  private static Optional<List<Long>> uids(ParamAt at) {
    return Optional.of(at.list(item -> item.unsigned(UID_BITS).longValue()));
  }

  private static TaskType type(ParamAt at) {
    return word(at, TaskType.values(), TaskType::json, "type", "types");
  }

  private static TaskStatus status(ParamAt at) {
    return word(at, TaskStatus.values(), TaskStatus::json, "status", "statuses");
  }

  private static <T> T word(
      ParamAt at, T[] values, Function<T, String> json, String one, String many) {
    return Arrays.stream(values)
        .filter(value -> json.apply(value).equalsIgnoreCase(at.text()))
        .findFirst()
        .orElseThrow(
            () ->
                at.invalid(
                    "`"
                        + at.text()
                        + "` is not a valid task "
                        + one
                        + ". Available "
                        + many
                        + " are "
                        + Arrays.stream(values)
                            .map(value -> "`" + json.apply(value) + "`")
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** Bounds are exclusive, so "after a day" begins with the next one. */
  private static Instant date(ParamAt at, boolean after) {
    try {
      if (at.text().matches("\\d{4}-\\d\\d-\\d\\d")) {
        LocalDate day = LocalDate.parse(at.text());
        return (after ? day.plusDays(1) : day).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      return OffsetDateTime.parse(at.text()).toInstant();
    } catch (DateTimeParseException invalid) {
      throw at.invalid(
          "`"
              + at.text()
              + "` is an invalid date-time. It should follow the YYYY-MM-DD or RFC 3339 date-time"
              + " format.");
    }
  }
}
