package io.miroir.tasks;

/** Meilisearch's types of tasks, in the order in which error messages list them. */
public enum TaskType {
  DOCUMENT_ADDITION_OR_UPDATE("documentAdditionOrUpdate"),
  DOCUMENT_EDITION("documentEdition"),
  DOCUMENT_DELETION("documentDeletion"),
  SETTINGS_UPDATE("settingsUpdate"),
  INDEX_CREATION("indexCreation"),
  INDEX_DELETION("indexDeletion"),
  INDEX_UPDATE("indexUpdate"),
  INDEX_SWAP("indexSwap"),
  TASK_CANCELATION("taskCancelation"),
  TASK_DELETION("taskDeletion"),
  DUMP_CREATION("dumpCreation"),
  SNAPSHOT_CREATION("snapshotCreation"),
  EXPORT("export"),
  UPGRADE_DATABASE("upgradeDatabase"),
  INDEX_COMPACTION("indexCompaction"),
  NETWORK_TOPOLOGY_CHANGE("networkTopologyChange"),
  DSR_UPDATE("dsrUpdate"),
  DSR_CLEAR("dsrClear");

  private final String json;

  TaskType(String json) {
    this.json = json;
  }

  public String json() {
    return json;
  }
}
