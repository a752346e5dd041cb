package io.miroir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.web.Endpoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static Endpoint get(String path) {
    return Endpoint.get(path, path, call -> new CompletableFuture<>());
  }

  private static Endpoint post(String path) {
    return Endpoint.post(path, path, call -> new CompletableFuture<>());
  }

  private final Router router =
      new Router(
          List.of(
              get("/indexes/{uid}/documents/{id}"),
              post("/indexes/{uid}/documents/fetch"),
              get("/indexes/{uid}/stats"),
              get("/tasks"),
              post("/tasks")));

  @Test
  void variablesAreTakenInTheOrderOfThePath() {
    assertThat(router.find("GET", List.of("indexes", "movies", "documents", "7")))
        .isInstanceOfSatisfying(
            Router.Match.Found.class,
            found -> {
              assertThat(found.variables()).containsExactly("movies", "7");
              assertThat(found.endpoint().action()).isEqualTo("/indexes/{uid}/documents/{id}");
            });
  }

  @Test
  void aReservedWordIsNeverAVariable() {
    assertThat(router.find("GET", List.of("indexes", "movies", "documents", "fetch")))
        .isEqualTo(new Router.Match.WrongMethod(List.of("POST")));
  }

  @Test
  void anotherMethodIsToldWithThoseThereAre() {
    assertThat(router.find("DELETE", List.of("tasks")))
        .isEqualTo(new Router.Match.WrongMethod(List.of("GET", "POST")));
  }

  @Test
  void nothingElseIsFound() {
    assertThat(router.find("GET", List.of())).isEqualTo(new Router.Match.Nothing());
    assertThat(router.find("GET", List.of("indexes"))).isEqualTo(new Router.Match.Nothing());
    assertThat(router.find("GET", List.of("indexes", "a", "stats", "b")))
        .isEqualTo(new Router.Match.Nothing());
  }

  @Test
  void twoEndpointsForOneMethodAreABug() {
    assertThatThrownBy(() -> new Router(List.of(get("/a/{x}"), get("/a/{y}"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
