package io.miroir.engine.query;

import static io.miroir.model.ErrorCode.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonText;
import io.miroir.json.QueryShape;
import io.miroir.model.ProblemException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads listings of documents, by GET and by POST, and the parameters of a single document. */
public final class DocumentsRequestReader {
  private static final Pattern DOCUMENT_ID = Pattern.compile("[A-Za-z0-9_-]{1,511}");

  private static final class Draft {
    private BigInteger offset = BigInteger.ZERO;
    private BigInteger limit = BigInteger.valueOf(20);
    private Optional<List<String>> fields = Optional.empty();
    private boolean retrieveVectors;
    private Optional<List<JsonNode>> ids = Optional.empty();
    private Optional<String> filter = Optional.empty();
    private List<String> sort = List.of();
    private boolean useNetwork;
  }

  private static final JsonShape<Draft> BODY =
      new JsonShape<Draft>(BAD_REQUEST)
          .field("offset", INVALID_DOCUMENT_OFFSET, (d, at) -> d.offset = at.unsigned())
          .field("limit", INVALID_DOCUMENT_LIMIT, (d, at) -> d.limit = at.unsigned())
          .field(
              "fields", INVALID_DOCUMENT_FIELDS, (d, at) -> d.fields = at.optional(JsonAt::strings))
          .field(
              "retrieveVectors",
              INVALID_DOCUMENT_RETRIEVE_VECTORS,
              (d, at) -> d.retrieveVectors = at.bool())
          .field(
              "ids",
              INVALID_DOCUMENT_IDS,
              (d, at) -> d.ids = at.optional(list -> list.list(JsonAt::node)))
          .field(
              "filter",
              INVALID_DOCUMENT_FILTER,
              (d, at) -> d.filter = SearchDraft.filter(at.node()))
          .field("sort", INVALID_DOCUMENT_SORT, (d, at) -> d.sort = SearchFields.names(at))
          .field(
              "useNetwork",
              INVALID_DOCUMENT_USE_NETWORK,
              (d, at) -> d.useNetwork = at.optional(JsonAt::bool).orElse(false));

  private static final QueryShape<Draft> QUERY =
      new QueryShape<Draft>()
          .field("offset", INVALID_DOCUMENT_OFFSET, (d, at) -> d.offset = at.unsigned())
          .field("limit", INVALID_DOCUMENT_LIMIT, (d, at) -> d.limit = at.unsigned())
          .field(
              "fields",
              INVALID_DOCUMENT_FIELDS,
              (d, at) -> d.fields = Optional.of(listed(at.string())))
          .field(
              "retrieveVectors",
              INVALID_DOCUMENT_RETRIEVE_VECTORS,
              (d, at) -> d.retrieveVectors = at.bool())
          .field(
              "ids",
              INVALID_DOCUMENT_IDS,
              (d, at) ->
                  d.ids =
                      Optional.of(
                          listed(at.string()).stream().<JsonNode>map(TextNode::valueOf).toList()))
          .field(
              "filter",
              INVALID_DOCUMENT_FILTER,
              (d, at) -> d.filter = Optional.of(SearchParameters.filter(at.string())))
          .field("sort", INVALID_DOCUMENT_SORT, (d, at) -> d.sort = SortSyntax.split(at.string()))
          .field("useNetwork", INVALID_DOCUMENT_USE_NETWORK, (d, at) -> d.useNetwork = at.bool());

  private static final QueryShape<Draft> ONE =
      new QueryShape<Draft>()
          .field(
              "fields",
              INVALID_DOCUMENT_FIELDS,
              (d, at) -> d.fields = Optional.of(listed(at.string())))
          .field(
              "retrieveVectors",
              INVALID_DOCUMENT_RETRIEVE_VECTORS,
              (d, at) -> d.retrieveVectors = at.bool())
          .field("useNetwork", INVALID_DOCUMENT_USE_NETWORK, (d, at) -> d.useNetwork = at.bool());

  private DocumentsRequestReader() {}

  /**
   * The body of {@code POST /documents/fetch}.
   *
   * @throws ProblemException for the first thing wrong
   */
  public static AskedDocuments read(JsonNode body) {
    return finished(BODY.read(JsonAt.root(body, BAD_REQUEST), new Draft()));
  }

  /**
   * The query string of {@code GET /documents}.
   *
   * @throws ProblemException for the first thing wrong
   */
  public static AskedDocuments read(Map<String, String> query) {
    return finished(QUERY.read(query, new Draft()));
  }

  /**
   * The query string of {@code GET /documents/{id}}, as a listing of that one document.
   *
   * @param id any text; one that can't be an id finds nothing
   */
  public static AskedDocuments readOne(Map<String, String> query, String id) {
    Draft draft = ONE.read(query, new Draft());
    draft.limit = BigInteger.ONE;
    draft.ids = Optional.of(isId(id) ? List.of(TextNode.valueOf(id)) : List.of());
    return finished(draft);
  }

  public static boolean isId(String text) {
    return DOCUMENT_ID.matcher(text).matches();
  }

  /** What Meilisearch says of an id that is none; {@code json} is the id as JSON. */
  public static String idRefusal(String json) {
    return "Document identifier `"
        + json
        + "` is invalid. A document identifier can be of type integer or string, only composed of"
        + " alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be"
        + " more than 511 bytes.";
  }

  private static AskedDocuments finished(Draft draft) {
    DocumentsRequest request =
        new DocumentsRequest(
            JsonAt.clampToInt(draft.offset),
            JsonAt.clampToInt(draft.limit),
            draft.fields.filter(fields -> !fields.contains("*")),
            draft.retrieveVectors,
            draft.ids.map(DocumentsRequestReader::keys),
            draft.filter,
            draft.sort);
    return new AskedDocuments(request, draft.offset, draft.limit, draft.useNetwork);
  }

  private static List<String> keys(List<JsonNode> ids) {
    List<String> keys = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      JsonNode id = ids.get(i);
      String key = id.isTextual() ? id.textValue() : id.isIntegralNumber() ? id.asText() : "";
      if (!isId(key)) {
        throw ProblemException.of(
            INVALID_DOCUMENT_IDS, "In `.ids[" + i + "]`: " + idRefusal(JsonText.of(id)));
      }
      keys.add(key);
    }
    return List.copyOf(keys);
  }

  /** An empty parameter is an empty list. */
  private static List<String> listed(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }
}
