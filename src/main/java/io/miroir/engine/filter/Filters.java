package io.miroir.engine.filter;

import io.miroir.engine.query.FilterEvaluator;
import io.miroir.engine.store.IndexView;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/**
 * Validates filters against the settings of a view and evaluates them. What it returns may be
 * shared with the view: not to be changed.
 */
public final class Filters implements FilterEvaluator {
  private final ErrorCode code;
  private final boolean rewritten;

  private Filters(ErrorCode code, boolean rewritten) {
    this.code = code;
    this.rewritten = rewritten;
  }

  /** For searches, whose refusals show the filter rewritten with quotes. */
  public static Filters ofSearch() {
    return new Filters(ErrorCode.INVALID_SEARCH_FILTER, true);
  }

  /** For all other routes, whose refusals show the filter as it was sent. */
  public static Filters asSent(ErrorCode code) {
    return new Filters(code, false);
  }

  @Override
  public RoaringBitmap evaluate(String filter, IndexView view) {
    Optional<Filter> tree = FilterSyntax.parse(filter, code);
    return tree.isEmpty() ? view.documents() : evaluate(tree.get(), view);
  }

  /** The documents of the view that a parsed filter selects. */
  public RoaringBitmap evaluate(Filter filter, IndexView view) {
    FilterRules rules = new FilterRules(view.settings());
    checkFields(filter, filter, rules);
    try {
      return new Evaluation(view, rules, filter).of(filter);
    } catch (FilterFailure failure) {
      throw ProblemException.of(code, failure.getMessage());
    }
  }

  private void checkFields(Filter whole, Filter part, FilterRules rules) {
    switch (part) {
      case Filter.And and -> and.parts().forEach(each -> checkFields(whole, each, rules));
      case Filter.Or or -> or.parts().forEach(each -> checkFields(whole, each, rules));
      case Filter.Not not -> checkFields(whole, not.part(), rules);
      case Filter.Condition condition -> {
        if (!rules.filterable(condition.field().value())) {
          throw refusal(whole, condition.field(), condition.field().value(), rules);
        }
      }
      case Filter.GeoRadius radius -> {}
      case Filter.GeoBox box -> {}
      case Filter.GeoPolygon polygon -> {}
      case Filter.VectorExists exists -> Features.check(exists, true);
      case Filter.Foreign foreign -> Features.check(foreign, true);
    }
  }

  private ProblemException refusal(Filter whole, Word word, String field, FilterRules rules) {
    String message = rules.notFilterable(field);
    return ProblemException.of(
        code,
        rewritten
            ? FilterPrinter.located(message, whole, word)
            : FilterFailure.located(message, word.filter(), word.start(), word.end()));
  }

  private final class Evaluation {
    private final IndexView view;
    private final FilterRules rules;
    private final GeoTests geo;

    Evaluation(IndexView view, FilterRules rules, Filter whole) {
      this.view = view;
      this.rules = rules;
      this.geo = new GeoTests(view, rules, (word, field) -> refusal(whole, word, field, rules));
    }

    RoaringBitmap of(Filter filter) {
      return switch (filter) {
        case Filter.And and -> and(and);
        case Filter.Or or -> or(or);
        case Filter.Not not -> RoaringBitmap.andNot(view.documents(), of(not.part()));
        case Filter.Condition condition -> condition(condition);
        case Filter.GeoRadius radius -> geo.radius(radius.arguments());
        case Filter.GeoBox box -> geo.box(box.arguments());
        case Filter.GeoPolygon polygon -> geo.polygon(polygon.points());
        case Filter.VectorExists exists -> new RoaringBitmap();
        case Filter.Foreign foreign -> new RoaringBitmap();
      };
    }

    private RoaringBitmap and(Filter.And and) {
      RoaringBitmap found = of(and.parts().getFirst());
      for (int i = 1; i < and.parts().size() && !found.isEmpty(); i++) {
        found = RoaringBitmap.and(found, of(and.parts().get(i)));
      }
      return found;
    }

    private RoaringBitmap or(Filter.Or or) {
      RoaringBitmap found = new RoaringBitmap();
      for (Filter part : or.parts()) {
        found.or(of(part));
      }
      return found;
    }

    private RoaringBitmap condition(Filter.Condition condition) {
      String field = condition.field().value();
      if (view.fieldId(field) >= 0) {
        String refusal = rules.refusal(field, condition.test());
        if (refusal != null) {
          // Of all refusals the one whose code does not tell the route.
          throw ProblemException.of(ErrorCode.INVALID_SEARCH_FILTER, refusal);
        }
      }
      return new ValueTests(view, field).select(condition.test());
    }
  }
}
