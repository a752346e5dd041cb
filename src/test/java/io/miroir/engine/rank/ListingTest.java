package io.miroir.engine.rank;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListingTest {
  private final Lab lab =
      Lab.of(
          "{'sortableAttributes': ['size', 'row', 'none', '_geo']}",
          "{'size': [3, 1], 'row': 1, '_geo': {'lat': 1, 'lng': 1}}",
          "{'size': ['b', 2], 'row': 0}",
          "{'row': 1}",
          "{'size': 'a', 'row': 0, '_geo': {'lat': 2, 'lng': 1}}");

  @Test
  void aDocumentWithNumbersAndStringsComesTwiceAndOneWithoutValuesNever() {
    assertThat(lab.listed("{'sort': ['size:asc']}")).containsExactly(1, 2, 4, 2);
    assertThat(lab.listed("{'sort': ['size:desc']}")).containsExactly(1, 2, 2, 4);
  }

  @Test
  void sortsWorkOneInsideTheOther() {
    assertThat(lab.listed("{'sort': ['row:asc', 'size:asc']}")).containsExactly(2, 4, 2, 1);
  }

  @Test
  void aListingEndsAfterTheHitsAskedFor() {
    assertThat(lab.listed("{'sort': ['row:desc'], 'limit': 1, 'offset': 1}")).containsExactly(1, 3);
  }

  @Test
  void pointsPutDocumentsWithoutOneLast() {
    assertThat(lab.listed("{'sort': ['_geoPoint(2,1):asc']}")).containsExactly(4, 1, 2, 3);
  }

  @Test
  void aFieldThatNoDocumentHasLeavesTheOrderOfInsertion() {
    assertThat(lab.listed("{'sort': ['none:asc']}")).containsExactly(1, 2, 3, 4);
  }
}
