package io.miroir.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.miroir.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeHomeTest {
  @TempDir private Path directory;

  @Test
  void theSameDataIsTheSameNode() throws IOException {
    NodeId first;
    try (NodeHome home = NodeHome.open(directory)) {
      first = home.id();
      home.born("ia", 7);
    }
    try (NodeHome home = NodeHome.open(directory)) {
      assertThat(home.id()).isEqualTo(first);
      assertThat(home.birth("ia")).contains(7L);
      assertThat(home.birth("ib")).isEmpty();
    }
  }

  @Test
  void theSameDataNeverServesTwice() throws IOException {
    try (NodeHome home = NodeHome.open(directory)) {
      assertThatThrownBy(() -> NodeHome.open(directory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("somebody does already");
      assertThat(home.id().value()).isNotEmpty();
    }
  }

  @Test
  void dataOfAnotherClusterIsRefused() throws IOException {
    try (NodeHome home = NodeHome.open(directory)) {
      home.claimFor("c1");
      home.claimFor("c1");
      assertThatThrownBy(() -> home.claimFor("c2"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("found that of c1");
    }
  }

  @Test
  void aForeignIdentityFileIsRefused() throws IOException {
    Files.writeString(directory.resolve("node.id"), "something else\n");
    assertThatThrownBy(() -> NodeHome.open(directory)).isInstanceOf(IOException.class);
  }
}
