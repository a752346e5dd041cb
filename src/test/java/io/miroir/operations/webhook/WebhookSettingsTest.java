package io.miroir.operations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.json.JsonAt;
import io.miroir.json.JsonSyntax;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.tasks.Webhooks;
import io.miroir.tasks.Webhooks.Webhook;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WebhookSettingsTest {
  private static final Webhook BEFORE =
      new Webhook(
          UUID.fromString("67e55044-10b1-426f-9247-bb680e5fe0c8"),
          "https://a.example",
          Map.of("Authorization", "Bearer x", "X-Team", "search"),
          true);

  private static Webhook after(String body) {
    return WebhookSettings.read(JsonAt.root(JsonSyntax.parse(body), ErrorCode.BAD_REQUEST))
        .applyTo(BEFORE);
  }

  private static void refused(String body, ErrorCode code, String message) {
    assertThatThrownBy(() -> after(body))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.problem().code()).isEqualTo(code);
              assertThat(refusal.problem().message()).contains(message);
            });
  }

  @Test
  void whatIsNotNamedStaysAndNullRemoves() {
    assertThat(after("{}")).isEqualTo(BEFORE);
    assertThat(after("{\"headers\":{\"X-Team\":null,\"X-New\":\"1\"}}").headers())
        .isEqualTo(Map.of("Authorization", "Bearer x", "X-New", "1"));
    assertThat(after("{\"headers\":null,\"url\":\"http://b.example\"}"))
        .isEqualTo(new Webhook(BEFORE.uuid(), "http://b.example", Map.of(), true));
  }

  @Test
  void whatCouldNotBeCalledIsRefused() {
    refused("{\"url\":null}", ErrorCode.INVALID_WEBHOOK_URL, "` is missing.");
    refused("{\"url\":\"a\"}", ErrorCode.INVALID_WEBHOOK_URL, "Invalid URL `a`: relative URL");
    refused("{\"url\":7}", ErrorCode.INVALID_WEBHOOK_URL, "at `.url`: expected a string");
    refused(
        "{\"headers\":{\"A\":1}}", ErrorCode.INVALID_WEBHOOK_HEADERS, "at `.headers.A`: expected");
    refused(
        "{\"headers\":{\"A:\":\"\"}}", ErrorCode.INVALID_WEBHOOK_HEADERS, "Invalid header name");
    refused(
        "{\"headers\":{\"A\":\"a\\r\\nb\"}}",
        ErrorCode.INVALID_WEBHOOK_HEADERS,
        "Invalid header value");
    refused("{\"uuid\":1}", ErrorCode.IMMUTABLE_WEBHOOK_UUID, "Immutable field `uuid`");
    String many =
        IntStream.range(0, 201)
            .mapToObj(i -> "\"h" + i + "\":\"\"")
            .collect(Collectors.joining(",", "{\"headers\":{", "}}"));
    refused(many, ErrorCode.INVALID_WEBHOOK_HEADERS, "limit the number of headers to 200");
  }

  @Test
  void theOneOfTheCommandLineCannotBeChanged() {
    Webhook reserved = new Webhook(Webhooks.COMMAND_LINE, "http://c.example", Map.of(), false);
    WebhookSettings nothing =
        WebhookSettings.read(JsonAt.root(JsonSyntax.parse("{}"), ErrorCode.BAD_REQUEST));
    assertThatThrownBy(() -> nothing.applyTo(reserved))
        .hasMessageContaining("Webhook `00000000-0000-0000-0000-000000000000` is immutable.");
  }
}
