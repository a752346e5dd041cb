package io.miroir.ingest.decode;

import io.miroir.json.JsonSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Walks over the top-level fields of a document that was found well-formed. */
final class DocumentFields {
  private final ByteBuffer bytes;
  private final JsonScanner scanner;
  private boolean first = true;
  private int keyStart;
  private int keyEnd;
  private int valueStart;

  DocumentFields(DocumentSlices slices, int document) {
    this.bytes = slices.bytes();
    this.scanner = new JsonScanner(bytes, slices.start(document) + 1, slices.end(document), false);
  }

  boolean next() {
    if (scanner.peek() == '}') {
      return false;
    }
    if (!first) {
      scanner.skip(1);
      scanner.peek();
    }
    first = false;
    keyStart = scanner.at();
    scanner.skip(1);
    scanner.string();
    keyEnd = scanner.at();
    scanner.peek();
    scanner.skip(1);
    scanner.peek();
    valueStart = scanner.at();
    scanner.value();
    return true;
  }

  /** Whether the field has this name, told as UTF-8. */
  boolean named(byte[] name) {
    int length = keyEnd - keyStart - 2;
    for (int i = 0; i < length; i++) {
      byte b = bytes.get(keyStart + 1 + i);
      if (b == '\\') {
        return name().equals(new String(name, StandardCharsets.UTF_8));
      }
      if (i >= name.length || b != name[i]) {
        return hasEscape(i, length) && name().equals(new String(name, StandardCharsets.UTF_8));
      }
    }
    return length == name.length;
  }

  private boolean hasEscape(int from, int length) {
    for (int i = from; i < length; i++) {
      if (bytes.get(keyStart + 1 + i) == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Whether the name begins like this; ASCII without escapes is enough for reserved names. */
  boolean startsWith(byte[] prefix) {
    if (bytes.get(keyStart + 1) == '\\') {
      return name().startsWith(new String(prefix, StandardCharsets.UTF_8));
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes.get(keyStart + 1 + i) != prefix[i]) {
        return hasEscape(0, keyEnd - keyStart - 2)
            && name().startsWith(new String(prefix, StandardCharsets.UTF_8));
      }
    }
    return true;
  }

  String name() {
    return JsonSyntax.parse(copy(keyStart, keyEnd)).textValue();
  }

  byte[] value() {
    return copy(valueStart, scanner.at());
  }

  private byte[] copy(int start, int end) {
    byte[] copy = new byte[end - start];
    bytes.get(start, copy);
    return copy;
  }
}
