package io.miroir.operations.webhook;

import akka.http.javadsl.model.HttpResponse;
import io.miroir.engine.settings.Secrets;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonWriter;
import io.miroir.json.Uuids;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.tasks.Webhooks;
import io.miroir.tasks.Webhooks.Webhook;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** {@code /webhooks}: where finished tasks are reported to. */
public final class WebhookRoutes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;
  private static final int WEBHOOKS_MAX = 20;
  private static final String BEARER = "Bearer ";

  private final Webhooks webhooks;

  public WebhookRoutes(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  public List<Endpoint> endpoints() {
    String one = "/webhooks/{uuid}";
    return List.of(
        Endpoint.get("/webhooks", "webhooks.get", this::list),
        Endpoint.post("/webhooks", "webhooks.create", this::create),
        Endpoint.get(one, "webhooks.get", this::find),
        Endpoint.patch(one, "webhooks.update", this::change),
        Endpoint.delete(one, "webhooks.delete", this::delete));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return webhooks
        .list()
        .thenApply(
            all -> {
              JsonWriter out = new JsonWriter().object().name("results").array();
              all.forEach(webhook -> view(out, webhook));
              return Answers.json(OK, out.endArray().endObject());
            });
  }

  private CompletionStage<HttpResponse> find(Call call) {
    UUID uuid = uuid(call);
    return webhooks
        .find(uuid)
        .thenApply(found -> answer(OK, found.orElseThrow(() -> notFound(uuid))));
  }

  private CompletionStage<HttpResponse> create(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              Webhook fresh = new Webhook(UUID.randomUUID(), "", Map.of(), true);
              Webhook webhook =
                  WebhookSettings.read(JsonAt.root(body, ErrorCode.BAD_REQUEST)).applyTo(fresh);
              return webhooks
                  .put(webhook, WEBHOOKS_MAX)
                  .thenApply(
                      stored -> {
                        if (!stored) {
                          throw tooMany();
                        }
                        return answer(CREATED, webhook);
                      });
            });
  }

  private CompletionStage<HttpResponse> change(Call call) {
    return call.json()
        .thenCompose(
            body -> {
              WebhookSettings settings =
                  WebhookSettings.read(JsonAt.root(body, ErrorCode.BAD_REQUEST));
              UUID uuid = uuid(call);
              return webhooks
                  .change(uuid, settings::applyTo)
                  .thenApply(changed -> answer(OK, changed.orElseThrow(() -> notFound(uuid))));
            });
  }

  private CompletionStage<HttpResponse> delete(Call call) {
    UUID uuid = uuid(call);
    if (uuid.equals(Webhooks.COMMAND_LINE)) {
      throw WebhookSettings.immutable(uuid);
    }
    return webhooks
        .remove(uuid)
        .thenApply(
            removed -> {
              if (!removed) {
                throw notFound(uuid);
              }
              return Answers.empty(NO_CONTENT);
            });
  }

  private static UUID uuid(Call call) {
    String text = call.variable(0);
    return Uuids.parse(text)
        .orElseThrow(
            () ->
                ProblemException.of(
                    ErrorCode.INVALID_WEBHOOK_UUID,
                    "Invalid UUID: " + Uuids.problem(text).orElse("")));
  }

  private static ProblemException notFound(UUID uuid) {
    return ProblemException.of(ErrorCode.WEBHOOK_NOT_FOUND, "Webhook `" + uuid + "` not found.");
  }

  private static ProblemException tooMany() {
    return ProblemException.of(
        ErrorCode.INVALID_WEBHOOKS,
        "Defining too many webhooks would crush the server. Please limit the number of webhooks to"
            + " 20. You may use a third-party proxy server to dispatch events to more than 20"
            + " endpoints.");
  }

  private static HttpResponse answer(int status, Webhook webhook) {
    JsonWriter out = new JsonWriter();
    view(out, webhook);
    return Answers.json(status, out);
  }

  private static void view(JsonWriter out, Webhook webhook) {
    out.object()
        .field("uuid", webhook.uuid().toString())
        .field("isEditable", webhook.editable())
        .field("url", webhook.url())
        .name("headers")
        .object();
    webhook.headers().forEach((name, value) -> out.field(name, shown(name, value)));
    out.endObject().endObject();
  }

  /** Credentials are stored for use and shown to nobody. */
  private static String shown(String name, String value) {
    if (!name.equalsIgnoreCase("Authorization")) {
      return value;
    }
    return value.startsWith(BEARER)
        ? BEARER + Secrets.masked(value.substring(BEARER.length()))
        : Secrets.masked(value);
  }
}
