package io.miroir.engine.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.settings.Settings;
import io.miroir.engine.store.DocumentSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"p\":[\"a\",\"b\"]} | p a 0, p b 8",
        "{\"p\":[[\"a\"],[\"b\"]]} | p a 0, p b 8",
        "{\"p\":[[\"a\",\"b\"]]} | p a 0, p b 8",
        "{\"p\":[\"a\",null,\"b\"]} | p a 0, p b 16",
        "{\"p\":[\"a\",[],\"b\"]} | p a 0, p b 16",
        "{\"p\":[\"a\",{},\"b\"]} | p a 0, p b 16",
        "{\"p\":[{},\"b\"]} | p b 8",
        "{\"p\":[{\"k\":1},\"b\"]} | p.k 1 0, p b 0",
        "{\"p\":{\"n\":[\"a\",\"b\"]}} | p.n a 8, p.n b 16",
        "{\"p\":{\"n\":[[\"a\"],[\"b\"]]}} | p.n a 8, p.n b 16",
        "{\"p\":[{\"n\":\"a\"},{\"n\":\"b\"}]} | p.n a 0, p.n b 8",
        "{\"p\":[{\"n\":{\"m\":1}},{\"n\":\"b\"}]} | p.n.m 1 0, p.n b 8",
        "{\"p\":[{\"n\":[]},{\"n\":\"b\"}]} | p.n b 16",
        "{\"p\":[{\"n\":{}},{\"n\":\"b\"}]} | p.n b 16",
        "{\"p\":\"Hello, world. Foo bar\"} | p hello 0, p world 8, p foo 16, p bar 17",
        "{\"p\":\"!! a-b !\"} | p a 0, p b 1",
        "{\"a\":{\"b\":\"x\"},\"a.b\":[\"y\",\"z\"]} | a.b x 0, a.b y 8, a.b z 16",
        "{\"n\":1.0,\"m\":-5,\"e\":1e5,\"h\":1e16,\"t\":true} |"
            + " n 1 0, n 0 1, m 5 0, e 100000 0, e 0 1, h 1e 0, h 16 1, t true 0",
        "{\"_geo\":{\"lat\":1},\"_vectors\":{\"m\":[1]},\"a\":null} | ~~"
      })
  void wordsStandWhereTheReferenceSays(String document, String places) {
    Recorder recorder = read(Settings.DEFAULT, document);
    assertThat(String.join(", ", recorder.words)).isEqualTo(places);
  }

  @Test
  void valuesAreKeptForFieldsThatNeedThem() {
    Settings settings = TestSettings.with(List.of("a", "t"), List.of(), List.of());
    Recorder recorder =
        read(
            settings,
            "{\"a\":[1,\" Éa"
                + " \",null,\"\",true,{\"b\":2}],\"t\":\"\",\"u\":3,\"a.c\":null,\"a.d\":[[]]}");
    assertThat(recorder.values)
        .containsExactly(
            "exists a",
            "a = 1.0",
            "a = e\u0301a ( Éa )",
            "a = true (true)",
            "exists a.b",
            "a.b = 2.0",
            "exists t",
            "empty t",
            "exists a.c",
            "null a.c",
            "exists a.d");
  }

  @Test
  void aPointNeedsBothCoordinates() {
    assertThat(read(Settings.DEFAULT, "{\"_geo\":{\"lat\":\"1.5\",\"lng\":-2}}").point)
        .isEqualTo("1.5 -2.0");
    assertThat(read(Settings.DEFAULT, "{\"_geo\":{\"lat\":\" 1.5\",\"lng\":-2}}").point).isNull();
    assertThat(read(Settings.DEFAULT, "{\"_geo\":\"here\",\"b\":1}").point).isNull();
  }

  @Test
  void vectorsOfConfiguredEmbeddersAreHandedOut() {
    Settings settings = TestSettings.embedding("m", "n");
    String json =
        "{\"é\":1,\"_vectors\":"
            + " {\"m\":[1,0.5],\"x\":[1],\"n\":{\"regenerate\":false,\"embeddings\":[[1],[2]]}}"
            + " ,\"b\":2}";
    assertThat(read(settings, json).vectors).containsExactly("m[1.0, 0.5]", "n[1.0]", "n[2.0]");
    assertThat(read(settings, "{\"_vectors\":{\"m\":null,\"n\":[]}}").vectors).isEmpty();
  }

  @Test
  void stopWordsAndLongWordsTakeAPlaceOnly() {
    Settings settings = TestSettings.with(List.of(), List.of("the"), List.of());
    assertThat(read(settings, "{\"a\":[\"the fox\",\"x the\"]}").words)
        .containsExactly("a fox 1", "a x 9");
    String longWord = "y".repeat(251);
    assertThat(read(settings, "{\"a\":[\"x " + longWord + "\",\"z\"]}").words)
        .containsExactly("a x 0", "a z 8");
  }

  @Test
  void aFieldLengthCountsIndexedWords() {
    Settings settings = TestSettings.with(List.of(), List.of("the"), List.of("a"));
    Recorder recorder = read(settings, "{\"a\":[\"the the x\",\"x\"],\"b\":\"y\"}");
    assertThat(recorder.lengths).containsExactly("a 2");
    assertThat(recorder.topFields).containsExactly("a", "b");
  }

  private static Recorder read(Settings settings, String document) {
    Recorder recorder = new Recorder();
    DocumentReader reader = new DocumentReader(settings);
    reader.walk(document.getBytes(StandardCharsets.UTF_8), recorder);
    Recorder again = new Recorder();
    again.names.addAll(recorder.names);
    reader.walk(document.getBytes(StandardCharsets.UTF_8), again);
    assertThat(again.words).isEqualTo(recorder.words);
    assertThat(again.values).isEqualTo(recorder.values);
    return recorder;
  }

  private static final class Recorder implements DocumentSink {
    final List<String> names = new ArrayList<>();
    final List<String> words = new ArrayList<>();
    final List<String> values = new ArrayList<>();
    final List<String> lengths = new ArrayList<>();
    final List<String> topFields = new ArrayList<>();
    String point;
    final List<String> vectors = new ArrayList<>();

    @Override
    public int field(String name) {
      names.add(name);
      return names.size() - 1;
    }

    @Override
    public void topLevel(int field) {
      topFields.add(names.get(field));
    }

    @Override
    public void word(int field, byte[] lemma, int length, int position, boolean exact) {
      String word = new String(lemma, 0, length, StandardCharsets.UTF_8);
      words.add(names.get(field) + " " + word + " " + position);
    }

    @Override
    public void length(int field, int count) {
      lengths.add(names.get(field) + " " + count);
    }

    @Override
    public void number(int field, double value) {
      values.add(names.get(field) + " = " + value);
    }

    @Override
    public void string(int field, String normalized, String spelling) {
      values.add(names.get(field) + " = " + normalized + " (" + spelling + ")");
    }

    @Override
    public void exists(int field) {
      values.add("exists " + names.get(field));
    }

    @Override
    public void isNull(int field) {
      values.add("null " + names.get(field));
    }

    @Override
    public void isEmpty(int field) {
      values.add("empty " + names.get(field));
    }

    @Override
    public void point(double latitude, double longitude) {
      point = latitude + " " + longitude;
    }

    @Override
    public void vector(String embedder, float[] values) {
      vectors.add(embedder + Arrays.toString(values));
    }
  }
}
