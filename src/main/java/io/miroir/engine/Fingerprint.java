package io.miroir.engine;

/**
 * Summary of one shard for comparing replicas: equal contents give equal fingerprints, in whatever
 * order they arrived.
 *
 * @param hash sum (wrapping) of a 64-bit hash over key, sequence number and ordinal of every
 *     document
 * @param sequence the highest sequence number applied to the shard
 */
public record Fingerprint(long documents, long hash, long sequence) {}
