package io.miroir.engine.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/** Finds many documents by id in the newest snapshot; follows refreshes. For one thread. */
final class IdLookup implements Closeable {
  private final Generation generation;
  private Snapshot snapshot;
  private TermsEnum[] ids;
  private DocumentValues values;

  IdLookup(Generation generation) {
    this.generation = generation;
  }

  /** The live document with an id in the snapshot that is newest now, or -1. */
  int find(BytesRef id) throws IOException {
    follow();
    List<LeafReaderContext> leaves = snapshot.leaves();
    for (int i = leaves.size() - 1; i >= 0; i--) {
      int found = Snapshot.find(leaves.get(i), ids[i], id);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  /** Values of documents {@link #find} gave last. */
  DocumentValues values() {
    return values;
  }

  private void follow() throws IOException {
    if (snapshot != null && generation.isNewest(snapshot)) {
      return;
    }
    close();
    snapshot = generation.acquire();
    List<LeafReaderContext> leaves = snapshot.leaves();
    ids = new TermsEnum[leaves.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = TermsEnums.of(leaves.get(i), Layout.ID);
    }
    values = new DocumentValues(snapshot);
  }

  @Override
  public void close() throws IOException {
    if (snapshot != null) {
      snapshot.release();
      snapshot = null;
    }
  }
}
