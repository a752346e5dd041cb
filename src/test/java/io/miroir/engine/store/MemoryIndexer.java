package io.miroir.engine.store;

import io.miroir.engine.document.DocumentReader;
import io.miroir.engine.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.roaringbitmap.RoaringBitmap;

/** Fills a {@link MemoryView}: documents in the order of their ordinals, each key once. */
public final class MemoryIndexer {
  private static final int PAIR_DISTANCE_MAX = 3;
  private static final int COUNTED_WORDS_MAX = 30;

  private final MemoryView view;
  private final DocumentReader reader;

  public MemoryIndexer(Settings settings) {
    this.view = new MemoryView(settings);
    this.reader = new DocumentReader(settings);
  }

  /** Gives a field the next id, so that ids agree with another view's. */
  void name(String name) {
    fieldId(name);
  }

  private int fieldId(String name) {
    return view.fieldIds.computeIfAbsent(
        name,
        n -> {
          view.fieldNames.add(n);
          return view.fieldNames.size() - 1;
        });
  }

  public MemoryIndexer add(String key, long ordinal, byte[] source) {
    int document = view.stored.size();
    var sink = new Sink(document);
    reader.walk(source, sink);
    sink.finish();
    view.documents.add(document);
    view.keys.put(key, document);
    view.stored.add(new MemoryView.Stored(key, ordinal, source, sink.point, sink.vectors));
    return this;
  }

  public MemoryView build() {
    view.columns.values().forEach(MemoryColumn::freeze);
    return view;
  }

  private record Place(String word, int position) {}

  private final class Sink implements DocumentSink {
    private final int document;
    private final Map<Integer, List<Place>> places = new HashMap<>();
    private final Map<String, List<float[]>> vectors = new HashMap<>();
    private double[] point;

    Sink(int document) {
      this.document = document;
    }

    @Override
    public int field(String name) {
      return fieldId(name);
    }

    @Override
    public void topLevel(int field) {}

    @Override
    public void word(int field, byte[] lemma, int length, int position, boolean exact) {
      String word = new String(lemma, 0, length, StandardCharsets.UTF_8);
      MemoryView.Word known = view.words.computeIfAbsent(word, w -> new MemoryView.Word());
      (exact ? known.exact : known.tolerant).add(document);
      known.fields.computeIfAbsent(field, f -> new RoaringBitmap()).add(document);
      known.positions.computeIfAbsent(bucketed(position), p -> new RoaringBitmap()).add(document);
      places.computeIfAbsent(field, f -> new ArrayList<>()).add(new Place(word, position));
    }

    private static int bucketed(int position) {
      if (position < 16) {
        return position;
      }
      int power = 16;
      while (power < position) {
        power *= 2;
      }
      return position < 24 ? 24 : Math.min(power, 65_535);
    }

    @Override
    public void length(int field, int count) {
      if (count <= COUNTED_WORDS_MAX) {
        view.lengths.computeIfAbsent(List.of(field, count), k -> new RoaringBitmap()).add(document);
      }
    }

    @Override
    public void number(int field, double value) {
      column(field).number(document, value);
    }

    @Override
    public void string(int field, String normalized, String spelling) {
      column(field).string(document, normalized, spelling);
    }

    private MemoryColumn column(int field) {
      return view.columns.computeIfAbsent(view.fieldNames.get(field), n -> new MemoryColumn());
    }

    @Override
    public void exists(int field) {
      mark(view.present, field);
    }

    @Override
    public void isNull(int field) {
      mark(view.nulls, field);
    }

    @Override
    public void isEmpty(int field) {
      mark(view.empties, field);
    }

    private void mark(Map<String, RoaringBitmap> marks, int field) {
      marks.computeIfAbsent(view.fieldNames.get(field), n -> new RoaringBitmap()).add(document);
    }

    @Override
    public void point(double latitude, double longitude) {
      point = new double[] {latitude, longitude};
      view.points.add(document);
    }

    @Override
    public void vector(String embedder, float[] values) {
      vectors.computeIfAbsent(embedder, e -> new ArrayList<>()).add(values);
    }

    void finish() {
      Map<String, Integer> nearest = new HashMap<>();
      for (List<Place> field : places.values()) {
        for (int left = 0; left < field.size(); left++) {
          for (int right = left + 1; right < field.size(); right++) {
            int distance = field.get(right).position() - field.get(left).position();
            if (distance > PAIR_DISTANCE_MAX) {
              break;
            }
            if (distance > 0) {
              String pair = field.get(left).word() + '\0' + field.get(right).word();
              nearest.merge(pair, distance, Math::min);
            }
          }
        }
      }
      nearest.forEach(
          (pair, distance) ->
              view.pairs.computeIfAbsent(pair, p -> bitmaps())[distance - 1].add(document));
    }

    private static RoaringBitmap[] bitmaps() {
      return new RoaringBitmap[] {new RoaringBitmap(), new RoaringBitmap(), new RoaringBitmap()};
    }
  }
}
