package io.miroir.model;

/** Marks what travels between members or is persisted; Akka binds it to Jackson CBOR. */
public interface CborSerializable {}
