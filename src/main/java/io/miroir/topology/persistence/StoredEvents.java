package io.miroir.topology.persistence;

import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.EventSeq;
import java.util.function.Function;

/**
 * Puts every event of one owner into the journal in one envelope, whose class names no single
 * event: the kinds of events are the serializer's business.
 *
 * @param <E> the events
 * @param <S> the envelope
 */
public final class StoredEvents<E, S> extends EventAdapter<E, S> {
  private final Function<E, S> wrap;
  private final Function<S, E> unwrap;

  public StoredEvents(Function<E, S> wrap, Function<S, E> unwrap) {
    this.wrap = wrap;
    this.unwrap = unwrap;
  }

  @Override
  public S toJournal(E event) {
    return wrap.apply(event);
  }

  @Override
  public String manifest(E event) {
    return "";
  }

  @Override
  public EventSeq<E> fromJournal(S stored, String manifest) {
    return EventSeq.single(unwrap.apply(stored));
  }
}
