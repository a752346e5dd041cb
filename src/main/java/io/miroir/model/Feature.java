package io.miroir.model;

/** Meilisearch's experimental features, in the order in which the API lists them. */
public enum Feature {
  METRICS("metrics"),
  LOGS_ROUTE("logsRoute"),
  EDIT_DOCUMENTS_BY_FUNCTION("editDocumentsByFunction"),
  CONTAINS_FILTER("containsFilter"),
  DYNAMIC_SEARCH_RULES("dynamicSearchRules"),
  NETWORK("network"),
  GET_TASK_DOCUMENTS_ROUTE("getTaskDocumentsRoute"),
  TASK_QUEUE_COMPACTION_ROUTE("taskQueueCompactionRoute"),
  COMPOSITE_EMBEDDERS("compositeEmbedders"),
  CHAT_COMPLETIONS("chatCompletions"),
  MULTIMODAL("multimodal"),
  FOREIGN_KEYS("foreignKeys"),
  DISABLE_DOCUMENTS_FETCH_QUEUE("disableDocumentsFetchQueue"),
  LEGACY_SEARCH("legacySearch"),
  RENDER_ROUTE("renderRoute");

  private final String json;

  Feature(String json) {
    this.json = json;
  }

  public String json() {
    return json;
  }

  /**
   * The refusal of what needs a feature that this server does not have: in Meilisearch's words
   * while it is off, and plainly when somebody has switched it on.
   *
   * @param what the client did
   * @param feature as messages call it
   * @param page of {@code github.com/orgs/meilisearch/discussions}
   */
  public ProblemException absent(boolean on, String what, String feature, int page) {
    return ProblemException.of(
        ErrorCode.FEATURE_NOT_ENABLED,
        on
            ? what + " is not possible: this version of Miroir does not have `" + json + "`."
            : off(what, feature, page));
  }

  public static String off(String what, String feature, int page) {
    return what
        + " requires enabling the `"
        + feature
        + "` experimental feature. See https://github.com/orgs/meilisearch/discussions/"
        + page;
  }
}
