package io.miroir.topology;

import io.miroir.model.CborSerializable;
import io.miroir.routing.MemberEntry;
import java.util.List;

/**
 * The members the cluster knows, running or not.
 *
 * @param version of the topology that holds them
 */
public record Members(long version, List<MemberEntry> members) implements CborSerializable {}
