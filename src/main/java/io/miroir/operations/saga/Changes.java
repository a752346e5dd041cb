package io.miroir.operations.saga;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;

/** Passes on what differs from what came before it. */
final class Changes<T> extends GraphStage<FlowShape<T, T>> {
  private final Inlet<T> in = Inlet.create("changes.in");
  private final Outlet<T> out = Outlet.create("changes.out");
  private final FlowShape<T, T> shape = FlowShape.of(in, out);

  @Override
  public FlowShape<T, T> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private T last;

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              passOn(grab(in));
            }

            @Override
            public void onPull() {
              pull(in);
            }
          });
    }

    private void passOn(T element) {
      if (element.equals(last)) {
        pull(in);
      } else {
        last = element;
        push(out, element);
      }
    }
  }
}
