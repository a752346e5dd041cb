package io.miroir.engine.store;

import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.compressing.CompressionMode;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene90.compressing.Lucene90CompressingStoredFieldsFormat;

/**
 * Lucene's own formats, but documents compressed in small blocks: showing the hits of a page reads
 * single documents from all over, and each costs the decompression of its whole block. Found by its
 * name when an index is opened, so the name stays with the format.
 */
public final class StoreCodec extends FilterCodec {
  private static final int BLOCK_BYTES = 4096;
  private static final int BLOCK_DOCUMENTS_MAX = 64;
  private static final int BLOCKS_SHIFT = 10;

  private final StoredFieldsFormat documents =
      new Lucene90CompressingStoredFieldsFormat(
          "MiroirDocuments1", CompressionMode.FAST, BLOCK_BYTES, BLOCK_DOCUMENTS_MAX, BLOCKS_SHIFT);

  public StoreCodec() {
    super("Miroir1", new Lucene104Codec());
  }

  @Override
  public StoredFieldsFormat storedFieldsFormat() {
    return documents;
  }
}
