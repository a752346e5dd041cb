package io.miroir.engine.store;

/**
 * Reads a document and tells a sink what to index of it, under the settings it was made for. Used
 * by one thread at a time.
 */
public interface DocumentWalker {

  /**
   * @param document the stored JSON object as UTF-8
   * @throws io.miroir.model.ProblemException when the document can't be taken
   */
  void walk(byte[] document, DocumentSink sink);
}
