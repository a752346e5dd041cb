package io.miroir.engine.document;

/** Gives names of fields their ids, in first-seen order; asked once per name and reader. */
public interface FieldIds {

  /**
   * @throws io.miroir.model.ProblemException when the index has no room for another field
   */
  int idOf(String name);
}
