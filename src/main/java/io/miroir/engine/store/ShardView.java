package io.miroir.engine.store;

import io.miroir.engine.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.roaringbitmap.RoaringBitmap;

/** The view over Lucene: one search's handle on a {@link ViewState}. For one thread. */
final class ShardView implements IndexView {
  private final ViewState state;
  private final int[] shards;
  private final Settings settings;
  private final FieldNames names;
  private final DocumentValues values;
  private boolean closed;

  /**
   * @param state of an acquired snapshot, which this view releases
   */
  ShardView(ViewState state, int[] shards, Settings settings, FieldNames names) {
    this.state = state;
    this.shards = shards;
    this.settings = settings;
    this.names = names;
    this.values = new DocumentValues(state.snapshot());
  }

  /** Asks the disk. */
  private interface Ask<T> {
    T answer() throws IOException;
  }

  private static <T> T ask(Ask<T> question) {
    try {
      return question.answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public RoaringBitmap documents() {
    return state.documents();
  }

  @Override
  public Object moment() {
    return state;
  }

  @Override
  public List<String> fieldNames() {
    return names.names();
  }

  @Override
  public int fieldId(String name) {
    return names.id(name);
  }

  @Override
  public RoaringBitmap tolerant(String word) {
    return ask(() -> state.word(word, false));
  }

  @Override
  public RoaringBitmap exact(String word) {
    return ask(() -> state.word(word, true));
  }

  @Override
  public RoaringBitmap inField(String word, int fieldId) {
    return ask(() -> state.places(word)).inField(fieldId);
  }

  @Override
  public int[] fieldsOf(String word) {
    return ask(() -> state.places(word)).fields();
  }

  @Override
  public RoaringBitmap atPosition(String word, int bucketedPosition) {
    return ask(() -> state.places(word)).atPosition(bucketedPosition);
  }

  @Override
  public int[] positionsOf(String word) {
    return ask(() -> state.places(word)).positions();
  }

  @Override
  public RoaringBitmap withFieldLength(int fieldId, int words) {
    return term(Layout.LENGTHS, Layout.length(fieldId, words));
  }

  private RoaringBitmap term(String field, BytesRef term) {
    return ask(() -> state.term(field, term));
  }

  @Override
  public RoaringBitmap pair(int distance, String first, String second) {
    return ask(() -> state.pairs(first, second))[distance - 1];
  }

  @Override
  public List<WordWalk> dictionary() {
    return ask(state::dictionary);
  }

  @Override
  public Iterator<String> startingWith(String prefix) {
    return ask(
        () -> Dictionary.startingWith(state.leaves(), SegmentRelations.wordFields(), prefix));
  }

  @Override
  public boolean hasPrefix(String prefix) {
    return settings.prefixSearch() && ask(() -> state.hasPrefix(prefix));
  }

  @Override
  public RoaringBitmap prefixTolerant(String prefix) {
    return ask(() -> state.prefix(prefix, false));
  }

  @Override
  public RoaringBitmap prefixExact(String prefix) {
    return ask(() -> state.prefix(prefix, true));
  }

  @Override
  public RoaringBitmap prefixInField(String prefix, int fieldId) {
    return ask(() -> state.prefixPlaces(prefix)).inField(fieldId);
  }

  @Override
  public int[] prefixFieldsOf(String prefix) {
    return ask(() -> state.prefixPlaces(prefix)).fields();
  }

  @Override
  public RoaringBitmap prefixAtPosition(String prefix, int bucketedPosition) {
    return ask(() -> state.prefixPlaces(prefix)).atPosition(bucketedPosition);
  }

  @Override
  public int[] prefixPositionsOf(String prefix) {
    return ask(() -> state.prefixPlaces(prefix)).positions();
  }

  @Override
  public RoaringBitmap pairWithPrefix(int distance, String first, String prefix) {
    return ask(() -> state.prefixPairs(first, prefix))[distance - 1];
  }

  @Override
  public FacetColumn facets(String field) {
    int id = names.id(field);
    if (id < 0) {
      return null;
    }
    StoredColumn column = ask(() -> state.column(id));
    return column.numbers() == 0 && column.strings() == 0 ? null : column;
  }

  @Override
  public RoaringBitmap withField(String field) {
    return withState(Layout.EXISTS, field);
  }

  @Override
  public RoaringBitmap withNull(String field) {
    return withState(Layout.NULL, field);
  }

  @Override
  public RoaringBitmap withEmpty(String field) {
    return withState(Layout.EMPTY, field);
  }

  private RoaringBitmap withState(int kind, String field) {
    int id = names.id(field);
    return id < 0 ? new RoaringBitmap() : term(Layout.STATES, Layout.state(kind, id));
  }

  @Override
  public RoaringBitmap withPoint() {
    return term(Layout.STATES, Layout.state(Layout.POINT, 0));
  }

  @Override
  public double latitude(int document) {
    return Double.longBitsToDouble(ask(() -> values.number(Layout.LATITUDE, document)));
  }

  @Override
  public double longitude(int document) {
    return Double.longBitsToDouble(ask(() -> values.number(Layout.LONGITUDE, document)));
  }

  @Override
  public RoaringBitmap withVectors(String embedder) {
    return term(Layout.STATES, Layout.vectors(embedder));
  }

  @Override
  public List<float[]> vectors(String embedder, int document) {
    return ask(
        () -> VectorValues.vectors(values.bytes(Layout.VECTORS_PREFIX + embedder, document)));
  }

  @Override
  public long ordinal(int document) {
    return ask(() -> values.number(Layout.ORDINAL, document));
  }

  @Override
  public String key(int document) {
    return ask(() -> values.key(document));
  }

  @Override
  public int document(String key) {
    for (int shard : shards) {
      int found = ask(() -> state.snapshot().find(Layout.id(shard, key)));
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  @Override
  public byte[] source(int document) {
    return ask(() -> values.source(document));
  }

  @Override
  public int[] byOrdinal(RoaringBitmap documents, int limit) {
    return ask(() -> new OrdinalMerge(state.leaves(), documents).first(limit));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      ask(
          () -> {
            state.snapshot().release();
            return null;
          });
    }
  }
}
