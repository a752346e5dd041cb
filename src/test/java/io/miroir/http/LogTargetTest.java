package io.miroir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.node.TextNode;
import io.miroir.json.JsonAt;
import io.miroir.model.ErrorCode;
import org.junit.jupiter.api.Test;

class LogTargetTest {
  private static LogTarget read(String text) {
    return LogTarget.read(JsonAt.root(new TextNode(text), ErrorCode.BAD_REQUEST));
  }

  @Test
  void theLongestNameThatFitsDecides() {
    LogTarget target = read("warn,io::miroir=info,io.miroir.tasks=off");
    assertThat(target.wants("org.else", Level.INFO)).isFalse();
    assertThat(target.wants("org.else", Level.ERROR)).isTrue();
    assertThat(target.wants("io.miroir.boot.Main", Level.INFO)).isTrue();
    assertThat(target.wants("io.miroir.tasks.SqlTasks", Level.ERROR)).isFalse();
    assertThat(target.wants("io.miroirs", Level.INFO)).isFalse();
  }

  @Test
  void aNameAloneMeansEverythingOfItAndNothingElse() {
    LogTarget target = read("io.miroir");
    assertThat(target.wants("io.miroir.x", Level.TRACE)).isTrue();
    assertThat(target.wants("other", Level.ERROR)).isFalse();
    assertThat(read("OFF").wants("io.miroir", Level.ERROR)).isFalse();
  }

  @Test
  void whatIsNoTargetIsRefused() {
    assertThatThrownBy(() -> read(""))
        .hasMessageStartingWith("Invalid value: Empty string is not a valid target.");
    assertThatThrownBy(() -> read("==="))
        .hasMessageEndingWith("too many '=' in filter directive, expected 0 or 1");
    assertThatThrownBy(() -> read("a=loud")).hasMessageContaining("error parsing level filter");
  }
}
