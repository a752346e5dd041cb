package io.miroir.engine.store;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;

/** Terms of a leaf's field, whether it has the field or not. */
final class TermsEnums {
  private TermsEnums() {}

  static TermsEnum of(LeafReaderContext leaf, String field) throws IOException {
    Terms terms = leaf.reader().terms(field);
    return terms == null ? TermsEnum.EMPTY : terms.iterator();
  }
}
