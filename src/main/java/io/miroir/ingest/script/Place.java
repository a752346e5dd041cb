package io.miroir.ingest.script;

/** A place in a script, both counted from 1. */
record Place(int line, int position) {
  @Override
  public String toString() {
    return "(line " + line + ", position " + position + ")";
  }
}
