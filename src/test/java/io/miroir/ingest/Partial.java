package io.miroir.ingest;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A door of which a test needs a few methods: those an object has, the others refuse. */
public final class Partial {
  private Partial() {}

  public static <T> T of(Class<T> door, Object fake) {
    return door.cast(
        Proxy.newProxyInstance(
            door.getClassLoader(),
            new Class<?>[] {door},
            (proxy, method, arguments) -> call(fake, method, arguments)));
  }

  private static Object call(Object fake, Method method, Object[] arguments) throws Throwable {
    Method known;
    try {
      known = fake.getClass().getMethod(method.getName(), method.getParameterTypes());
    } catch (NoSuchMethodException e) {
      throw new UnsupportedOperationException(method.toString(), e);
    }
    known.setAccessible(true);
    try {
      return known.invoke(fake, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
