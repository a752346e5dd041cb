package io.miroir.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.miroir.engine.settings.Settings;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.routing.ShardHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentChecksTest {

  private static DocumentSlices slices(String json) {
    return JsonDocuments.json(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static DocumentChecks.Checked check(String json, String key) {
    return DocumentChecks.check(slices(json), key, Settings.DEFAULT, 16);
  }

  @Test
  void idsAreTextOrIntegersAndCountedOnce() {
    var checked =
        check(
            "[{\"id\":1},{\"id\":\"1\"},{\"id\":\"a-_Z\"},{\"i\\u0064\":18446744073709551615}]",
            "id");
    assertThat(checked.distinct()).isEqualTo(3);
    assertThat(checked.key(3)).isEqualTo("18446744073709551615");
    assertThat(checked.shardOf()[2]).isEqualTo(ShardHash.shardOf("a-_Z", 16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\"", "\"a/b\"", "\"é\"", "1.5", "1.0", "null", "{\"a\":1}", "true", "-0"})
  void otherIdsFailTheTask(String id) {
    String shown = id.equals("-0") ? "-0.0" : id;
    assertThatThrownBy(() -> check("[{\"id\":" + id + "}]", "id"))
        .hasMessageStartingWith("Document identifier `" + shown + "` is invalid.")
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aMissingIdShowsTheDocument() {
    assertThatThrownBy(() -> check("[{\"sku\": 1, \"name\" : \"x\"}]", "id"))
        .hasMessage("Document doesn't have a `id` attribute: `{\"sku\":1,\"name\":\"x\"}`.");
  }

  @Test
  void aPathFindsNestedAndDottedNames() {
    assertThat(check("[{\"data\":{\"key\":\"k1\"}}]", "data.key").key(0)).isEqualTo("k1");
    assertThat(check("[{\"data.key\":7}]", "data.key").key(0)).isEqualTo("7");
    assertThatThrownBy(() -> check("[{\"a.b\":1,\"a\":{\"b\":2}}]", "a.b"))
        .hasMessage(
            "Document have too many matching `a.b` attribute: `{\"a.b\":1,\"a\":{\"b\":2}}`.");
  }

  @Test
  void theFirstDocumentTellsThePrimaryKey() {
    assertThat(DocumentChecks.inferPrimaryKey(slices("[{\"x\":1,\"MovieID\":2},{\"id\":1}]")))
        .isEqualTo("MovieID");
    assertThatThrownBy(
            () -> DocumentChecks.inferPrimaryKey(slices("[{\"tid\":1,\"id\":1,\"sid\":1}]")))
        .hasMessageContaining("found 3 fields ending with `id` in their names: 'id' and 'sid'.");
    assertThatThrownBy(() -> DocumentChecks.inferPrimaryKey(slices("[{\"identity\":1}]")))
        .hasMessageContaining("did not find any field ending with `id`");
  }

  @Test
  void ourOwnFieldsAreReserved() {
    assertThatThrownBy(() -> check("[{\"id\":1,\"_miroir_seq\":1}]", "id"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.MIROIR_RESERVED_FIELD));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{\"lat\":1,\"lng\":\"2.5\"}", "{\"lat\":91,\"lng\":181}"})
  void goodPlaces(String geo) {
    assertThat(GeoCheck.check("1", geo.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void badPlaces() {
    assertThat(geo("{\"lat\":1}"))
        .isEqualTo(
            "Could not find longitude in the document with the id: `\"1\"`. Was expecting a"
                + " `_geo.lng` field.");
    assertThat(geo("{\"lat\":\"foo\",\"lng\":\" 1\"}"))
        .isEqualTo(
            "Could not parse latitude nor longitude in the document with the id: `\"1\"`. Was"
                + " expecting finite numbers but instead got `\"foo\"` and `\" 1\"`.");
    assertThat(geo("{\"lat\":1,\"lng\":1,\"dog\":1}"))
        .endsWith("contains the following unexpected fields: `{\"dog\":1}`.");
  }

  private static String geo(String json) {
    return GeoCheck.check("1", json.getBytes(StandardCharsets.UTF_8)).orElseThrow().message();
  }

  private static String vectors(String entry) {
    Settings settings =
        SettingsJson.parse(
            "{\"embedders\":{\"m\":{\"source\":\"userProvided\",\"dimensions\":2}}}");
    return catchThrowable(
            () ->
                DocumentChecks.check(
                    slices("[{\"id\":30,\"_vectors\":{\"m\":" + entry + "}}]"), "id", settings, 16))
        .getMessage();
  }

  @Test
  void vectorsAreNothingButEmbeddingsAndRegenerate() {
    String prefix = "Bad embedder configuration in the document with id: `30`. ";
    assertThat(vectors("{\"embeddings\":[1,2],\"regenerate\":false,\"dog\":1}"))
        .isEqualTo(
            prefix + "Could not parse `._vectors.m`: trailing characters at line 1 column 45");
    assertThat(vectors("{\"embeddings\":\"x\",\"regenerate\":false}"))
        .isEqualTo(
            prefix
                + "Invalid value type at `._vectors.m.embeddings`: expected an array, but found a"
                + " string: `\"x\"`");
    assertThat(vectors("{\"embeddings\":[1,2],\"regenerate\":1}"))
        .startsWith(prefix + "Invalid value type at `._vectors.m.regenerate`: expected a boolean");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{\"type\":\"Point\",\"coordinates\":[2.35,48.85]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}",
        "{\"type\":\"FeatureCollection\",\"features\":[]}"
      })
  void goodShapes(String shape) {
    assertThat(GeoJsonCheck.check(shape.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "{}",
        "{\"type\":\"Doggo\"}",
        "{\"type\":\"Point\"}",
        "{\"type\":\"Point\",\"coordinates\":[1]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[1,2]]}",
        "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\"}]}"
      })
  void badShapes(String shape) {
    assertThat(GeoJsonCheck.check(shape.getBytes(StandardCharsets.UTF_8)))
        .hasValueSatisfying(
            problem -> assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_DOCUMENT_GEO_FIELD));
  }
}
