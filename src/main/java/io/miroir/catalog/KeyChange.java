package io.miroir.catalog;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.miroir.model.CborSerializable;
import io.miroir.routing.KeyRecord;
import java.util.List;
import java.util.Optional;

/** What is asked to be done to the API keys. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
@JsonSubTypes({
  @JsonSubTypes.Type(value = KeyChange.Begin.class, name = "begin"),
  @JsonSubTypes.Type(value = KeyChange.Create.class, name = "create"),
  @JsonSubTypes.Type(value = KeyChange.Describe.class, name = "describe"),
  @JsonSubTypes.Type(value = KeyChange.Delete.class, name = "delete"),
  @JsonSubTypes.Type(value = KeyChange.Restore.class, name = "restore")
})
sealed interface KeyChange extends CborSerializable {

  /** Keys to begin with, if there are none; dated by the owner, the last one newest. */
  record Begin(List<KeyRecord> keys) implements KeyChange {}

  /** Dated by the owner. */
  record Create(KeyRecord key) implements KeyChange {}

  /** The texts that are named get new values, or none. */
  record Describe(
      String uid,
      boolean setName,
      Optional<String> name,
      boolean setDescription,
      Optional<String> description)
      implements KeyChange {}

  record Delete(String uid) implements KeyChange {}

  /**
   * Keys with their own dates.
   *
   * @param instead of all there are; else beside the others
   */
  record Restore(List<KeyRecord> keys, boolean instead) implements KeyChange {}
}
