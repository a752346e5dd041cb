package io.miroir.ingest.decode;

import com.dynatrace.hash4j.hashing.Hashing;
import io.miroir.engine.settings.Settings;
import io.miroir.model.ErrorCode;
import io.miroir.model.Problem;
import io.miroir.model.ProblemException;
import io.miroir.routing.ShardHash;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks every document of a payload before any is applied, as Meilisearch fails the whole task for
 * one bad document: ids first, then what the index's settings ask for. Pure.
 */
public final class DocumentChecks {
  private static final byte[] RESERVED = "_miroir_".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GEO = "_geo".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GEOJSON = "_geojson".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VECTORS = "_vectors".getBytes(StandardCharsets.US_ASCII);
  private static final int FIELDS_MAX = 65_535;

  private final DocumentSlices slices;
  private final String primaryKey;
  private final boolean nested;
  private final byte[] keyName;
  private final boolean geo;
  private final boolean geojson;
  private final VectorCheck vectors;
  private final int[] shardOf;
  private final LongOpenHashSet ids = new LongOpenHashSet();
  private Optional<Problem> applying = Optional.empty();

  private DocumentChecks(DocumentSlices slices, String primaryKey, Settings settings, int shards) {
    this.slices = slices;
    this.primaryKey = primaryKey;
    this.nested = primaryKey.indexOf('.') >= 0;
    this.keyName = primaryKey.getBytes(StandardCharsets.UTF_8);
    this.geo = settings.sortableAttributes().contains("_geo") || filterable(settings, "_geo");
    this.geojson = filterable(settings, "_geojson");
    this.vectors = new VectorCheck(settings.embedders());
    this.shardOf = new int[slices.size()];
    for (int i = 0; i < slices.size(); i++) {
      document(i, shards);
    }
    vectors.problem().ifPresent(this::applying);
    if (applying.isPresent()) {
      throw new InIndex(applying.get());
    }
  }

  /** A problem found while applying: its message carries the "Index `uid`: " prefix. */
  public static final class InIndex extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    InIndex(Problem problem) {
      super(problem.message(), null, false, false);
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }

  /**
   * @param shardOf by document
   * @param distinct how many different ids there are
   * @param withoutVectors ids by embedder that must be stored already, see {@link #noVectors}
   */
  public record Checked(
      DocumentSlices slices,
      String primaryKey,
      int[] shardOf,
      int distinct,
      Map<String, List<String>> withoutVectors) {
    /** The id of a document. */
    public String key(int document) {
      return DocumentKeys.key(slices, document, primaryKey);
    }
  }

  /**
   * @throws ProblemException for ids and field counts
   * @throws InIndex for the contents of special fields
   */
  public static Checked check(
      DocumentSlices slices, String primaryKey, Settings settings, int shards) {
    DocumentChecks checks = new DocumentChecks(slices, primaryKey, settings, shards);
    return new Checked(
        slices, primaryKey, checks.shardOf, checks.ids.size(), checks.vectors.without());
  }

  public static InIndex inIndex(Problem problem) {
    return new InIndex(problem);
  }

  /** What is wrong with documents that bring no vectors and are not stored. */
  public static Problem noVectors(String embedder, String firstId, int others) {
    return VectorCheck.noVectors(embedder, firstId, others);
  }

  /** The primary key that the documents themselves tell; there must be one at least. */
  public static String inferPrimaryKey(DocumentSlices slices) {
    return DocumentKeys.infer(slices);
  }

  private static boolean filterable(Settings settings, String name) {
    return settings.filterableAttributes().stream()
        .anyMatch(rule -> rule.patterns().contains(name));
  }

  private void document(int number, int shards) {
    DocumentFields fields = new DocumentFields(slices, number);
    byte[] id = null;
    byte[] geoValue = null;
    byte[] vectorsValue = null;
    int count = 0;
    while (fields.next()) {
      count++;
      if (fields.startsWith(RESERVED)) {
        throw ProblemException.of(
            ErrorCode.MIROIR_RESERVED_FIELD,
            "The field `" + fields.name() + "` is reserved: names may not begin with `_miroir_`.");
      }
      if (!nested && fields.named(keyName)) {
        id = fields.value();
      } else if (geo && fields.named(GEO)) {
        geoValue = fields.value();
      } else if (geojson && fields.named(GEOJSON)) {
        GeoJsonCheck.check(fields.value()).ifPresent(this::applying);
      } else if (fields.named(VECTORS)) {
        vectorsValue = fields.value();
      }
    }
    if (count > FIELDS_MAX) {
      throw ProblemException.of(
          ErrorCode.MAX_FIELDS_LIMIT_EXCEEDED,
          "A document cannot contain more than 65,535 fields.");
    }
    identified(number, shards, id, geoValue, vectorsValue);
  }

  private void identified(int number, int shards, byte[] id, byte[] geoValue, byte[] vectorsValue) {
    String key;
    if (nested) {
      key = DocumentKeys.nested(slices, number, primaryKey);
    } else if (id == null) {
      throw DocumentKeys.missing(slices, number, primaryKey);
    } else {
      key = DocumentKeys.idOf(id);
    }
    ids.add(Hashing.xxh3_64().hashBytesToLong(key.getBytes(StandardCharsets.UTF_8)));
    shardOf[number] = ShardHash.shardOf(key, shards);
    if (geoValue != null) {
      GeoCheck.check(key, geoValue).ifPresent(this::applying);
    }
    vectors.document(key, Optional.ofNullable(vectorsValue));
  }

  /** The first one is told, once all ids are known to be good. */
  private void applying(Problem problem) {
    applying = applying.or(() -> Optional.of(problem));
  }
}
