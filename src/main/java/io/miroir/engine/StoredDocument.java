package io.miroir.engine;

/**
 * A document as stored, with what orders it; the unit of copying a shard. The JSON is what clients
 * wrote, merged.
 */
public record StoredDocument(String key, long ordinal, long sequence, byte[] document) {}
