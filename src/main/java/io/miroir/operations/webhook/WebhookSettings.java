package io.miroir.operations.webhook;

import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.Urls;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.tasks.Webhooks.Webhook;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a client sends to make or change a webhook; a null resets or removes. */
final class WebhookSettings {
  private static final int HEADERS_MAX = 200;
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  private static final JsonShape<WebhookSettings> SHAPE =
      new JsonShape<WebhookSettings>(ErrorCode.BAD_REQUEST)
          .field(
              "url",
              ErrorCode.INVALID_WEBHOOK_URL,
              (settings, at) -> settings.url = Optional.of(at.optional(JsonAt::string)))
          .field(
              "headers",
              ErrorCode.INVALID_WEBHOOK_HEADERS,
              (settings, at) ->
                  settings.headers =
                      Optional.of(
                          at.optional(map -> map.map(value -> value.optional(JsonAt::string)))))
          .immutable("uuid", ErrorCode.IMMUTABLE_WEBHOOK_UUID)
          .immutable("isEditable", ErrorCode.IMMUTABLE_WEBHOOK_IS_EDITABLE);

  private Optional<Optional<String>> url = Optional.empty();
  private Optional<Optional<Map<String, Optional<String>>>> headers = Optional.empty();

  private WebhookSettings() {}

  static WebhookSettings read(JsonAt body) {
    return SHAPE.read(body, new WebhookSettings());
  }

  /**
   * @throws ProblemException when the webhook could not be called like that
   */
  Webhook applyTo(Webhook before) {
    if (!before.editable()) {
      throw immutable(before.uuid());
    }
    String newUrl = url.map(text -> text.orElse("")).orElse(before.url());
    if (newUrl.isEmpty()) {
      throw ProblemException.of(
          ErrorCode.INVALID_WEBHOOK_URL,
          "The URL for the webhook `" + before.uuid() + "` is missing.");
    }
    Map<String, String> newHeaders = headersOver(before);
    checkHeaders(before.uuid(), newHeaders);
    Urls.problem(newUrl)
        .ifPresent(
            problem -> {
              throw ProblemException.of(
                  ErrorCode.INVALID_WEBHOOK_URL, "Invalid URL `" + newUrl + "`: " + problem);
            });
    return new Webhook(before.uuid(), newUrl, newHeaders, true);
  }

  static ProblemException immutable(UUID uuid) {
    return ProblemException.of(
        ErrorCode.IMMUTABLE_WEBHOOK,
        "Webhook `"
            + uuid
            + "` is immutable. The webhook defined from the command line cannot be modified using"
            + " the API.");
  }

  private Map<String, String> headersOver(Webhook before) {
    if (headers.isEmpty()) {
      return before.headers();
    }
    Map<String, String> merged = new TreeMap<>();
    if (headers.get().isPresent()) {
      merged.putAll(before.headers());
      headers
          .get()
          .get()
          .forEach(
              (name, value) ->
                  value.ifPresentOrElse(text -> merged.put(name, text), () -> merged.remove(name)));
    }
    return merged;
  }

  private static void checkHeaders(UUID uuid, Map<String, String> headers) {
    if (headers.size() > HEADERS_MAX) {
      throw refusal(
          "Too many headers for the webhook `"
              + uuid
              + "`. Please limit the number of headers to 200. Hint: To remove an already defined"
              + " header set its value to `null`");
    }
    headers.forEach(
        (name, value) -> {
          if (!HEADER_NAME.matcher(name).matches()) {
            throw refusal("Invalid header name `" + name + "`: invalid HTTP header name");
          }
          if (!HEADER_VALUE.matcher(value).matches()) {
            throw refusal("Invalid header value `" + name + "`: failed to parse header value");
          }
        });
  }

  private static ProblemException refusal(String message) {
    return ProblemException.of(ErrorCode.INVALID_WEBHOOK_HEADERS, message);
  }
}
