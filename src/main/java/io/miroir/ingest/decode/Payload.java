package io.miroir.ingest.decode;

import io.miroir.ingest.DocumentWrites.Format;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import java.util.Locale;

/**
 * A body that was read whole and found well-formed, with the places of its documents; holds memory
 * or a file until closed.
 */
public final class Payload implements AutoCloseable {
  private final Spool body;
  private final Spool converted;
  private final DocumentSlices documents;

  private Payload(Spool body, Spool converted, DocumentSlices documents) {
    this.body = body;
    this.converted = converted;
    this.documents = documents;
  }

  /**
   * Takes over the spool: closes it, too, when this fails.
   *
   * @throws ProblemException missing_payload, malformed_payload
   */
  public static Payload decode(Spool body, Format format, char csvDelimiter, SpoolSpace space) {
    Spool converted = space.spool();
    try {
      if (body.size() == 0) {
        throw ProblemException.of(
            ErrorCode.MISSING_PAYLOAD,
            "A " + format.name().toLowerCase(Locale.ROOT) + " payload is missing.");
      }
      DocumentSlices documents =
          switch (format) {
            case JSON -> JsonDocuments.json(body.content());
            case NDJSON -> JsonDocuments.ndjson(body.content());
            case CSV -> CsvDocuments.csv(body.content(), csvDelimiter, converted);
          };
      return new Payload(body, converted, documents);
    } catch (RuntimeException e) {
      body.close();
      converted.close();
      throw e;
    }
  }

  public DocumentSlices documents() {
    return documents;
  }

  @Override
  public void close() {
    body.close();
    converted.close();
  }
}
