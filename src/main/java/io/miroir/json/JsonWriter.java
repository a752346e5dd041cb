package io.miroir.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Writes compact JSON in the order of the calls, with raw pieces copied as they are. Not safe for
 * several threads.
 */
public final class JsonWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
  private boolean comma;

  public JsonWriter object() {
    return open('{');
  }

  public JsonWriter endObject() {
    return close('}');
  }

  public JsonWriter array() {
    return open('[');
  }

  public JsonWriter endArray() {
    return close(']');
  }

  public JsonWriter name(String name) {
    separate();
    ascii(JsonText.quote(name));
    out.write(':');
    comma = false;
    return this;
  }

  public JsonWriter string(String value) {
    return raw(JsonText.quote(value));
  }

  public JsonWriter number(long value) {
    return raw(Long.toString(value));
  }

  public JsonWriter number(double value) {
    return raw(JsonText.number(value));
  }

  public JsonWriter bool(boolean value) {
    return raw(Boolean.toString(value));
  }

  public JsonWriter nothing() {
    return raw("null");
  }

  public JsonWriter node(JsonNode value) {
    return raw(JsonText.of(value));
  }

  /** One value that is JSON already. */
  public JsonWriter raw(String json) {
    separate();
    ascii(json);
    return this;
  }

  public JsonWriter raw(byte[] json) {
    separate();
    out.writeBytes(json);
    return this;
  }

  /** Splices the fields of an object's text (braces included) into the object being written. */
  public JsonWriter fieldsOf(byte[] object) {
    int start = 0;
    int end = object.length;
    while (start < end && object[start] != '{') {
      start++;
    }
    while (end > start && object[end - 1] != '}') {
      end--;
    }
    for (int i = start + 1; i < end - 1; i++) {
      if (object[i] > ' ') {
        separate();
        out.write(object, start + 1, end - start - 2);
        break;
      }
    }
    return this;
  }

  public JsonWriter field(String name, String value) {
    return name(name).string(value);
  }

  public JsonWriter field(String name, long value) {
    return name(name).number(value);
  }

  public JsonWriter field(String name, boolean value) {
    return name(name).bool(value);
  }

  /** A date as RFC 3339 in UTC, fraction without trailing zeros. */
  public JsonWriter field(String name, Instant value) {
    return name(name).string(Dates.format(value));
  }

  public JsonWriter fieldOrNull(String name, Optional<String> value) {
    name(name);
    return value.map(this::string).orElseGet(this::nothing);
  }

  public JsonWriter strings(Collection<String> values) {
    array();
    values.forEach(this::string);
    return endArray();
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private JsonWriter open(char bracket) {
    separate();
    out.write(bracket);
    comma = false;
    return this;
  }

  private JsonWriter close(char bracket) {
    out.write(bracket);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      out.write(',');
    }
    comma = true;
  }

  private void ascii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
