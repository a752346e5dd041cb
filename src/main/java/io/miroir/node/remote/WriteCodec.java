package io.miroir.node.remote;

import io.miroir.engine.StoredDocument;
import io.miroir.model.ShardId;
import io.miroir.model.WriteOperation;
import io.miroir.node.NodeWrite;
import java.util.ArrayList;
import java.util.List;

/** Writes and copied documents on the wire, by hand: there are many small ones. */
public final class WriteCodec {
  private static final WriteOperation.Kind[] KINDS = WriteOperation.Kind.values();
  private static final int OVERHEAD = 40;

  public static final Codec<NodeWrite> WRITE = Codec.of(WriteCodec::write, WriteCodec::write);
  static final Codec<List<StoredDocument>> DOCUMENTS =
      Codec.of(WriteCodec::documents, WriteCodec::documents);

  private WriteCodec() {}

  private static byte[] write(NodeWrite write) {
    int size = 64;
    for (WriteOperation operation : write.operations()) {
      size += operation.document().length + operation.key().length() + OVERHEAD;
    }
    WireOut out = new WireOut(size);
    out.text(write.shard().toString()).number(write.previous()).number(write.operations().size());
    for (WriteOperation operation : write.operations()) {
      out.put(operation.kind().ordinal())
          .text(operation.key())
          .number(operation.ordinal())
          .number(operation.sequence())
          .bytes(operation.document());
    }
    return out.toBytes();
  }

  private static NodeWrite write(byte[] bytes) {
    WireIn in = new WireIn(bytes);
    ShardId shard = ShardId.parse(in.text());
    long previous = in.number();
    int count = in.count();
    List<WriteOperation> operations = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      operations.add(
          new WriteOperation(KINDS[in.next()], in.text(), in.number(), in.number(), in.bytes()));
    }
    return new NodeWrite(shard, previous, operations);
  }

  private static byte[] documents(List<StoredDocument> documents) {
    WireOut out = new WireOut(documents.stream().mapToInt(d -> d.document().length + 64).sum());
    out.number(documents.size());
    for (StoredDocument document : documents) {
      out.text(document.key())
          .number(document.ordinal())
          .number(document.sequence())
          .bytes(document.document());
    }
    return out.toBytes();
  }

  private static List<StoredDocument> documents(byte[] bytes) {
    WireIn in = new WireIn(bytes);
    int count = in.count();
    List<StoredDocument> documents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      documents.add(new StoredDocument(in.text(), in.number(), in.number(), in.bytes()));
    }
    return documents;
  }
}
