package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import io.miroir.engine.golden.GoldenRequests;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SimilarRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarSearchTest {
  private final Lab lab =
      Lab.of(
          "{'embedders': {'e': {'source': 'userProvided', 'dimensions': 2}}}",
          "{'_vectors': {'e': [[1, 0], [0, 1]]}}",
          "{'_vectors': {'e': [0, 1]}}",
          "{'_vectors': {'e': [1, 0]}}",
          "{'_vectors': {'e': [[-1, 0], [0, 1]]}}",
          "{}");

  private List<Integer> likeTheFirst() {
    var request =
        new SimilarRequest(
            "1",
            "e",
            List.of(List.of(1f, 0f), List.of(0f, 1f)),
            GoldenRequests.read(Lab.json("{'limit': 10}")));
    return lab.similar(request).stream().map(RankedHit::key).map(Integer::valueOf).toList();
  }

  @Test
  void theFirstVectorIsComparedWithFirstVectorsAndTheSecondWithSecondOnes() {
    assertThat(likeTheFirst()).containsExactly(3, 4, 2);
  }
}
