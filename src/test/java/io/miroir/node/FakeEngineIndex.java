package io.miroir.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.engine.Changes;
import io.miroir.engine.Compaction;
import io.miroir.engine.EngineIndex;
import io.miroir.engine.Fingerprint;
import io.miroir.engine.IndexDefinition;
import io.miroir.engine.IndexStats;
import io.miroir.engine.ShardWrite;
import io.miroir.engine.StoredDocument;
import io.miroir.engine.WriteCounts;
import io.miroir.engine.query.DocumentsAnswer;
import io.miroir.engine.query.DocumentsRequest;
import io.miroir.engine.query.FacetSearchAnswer;
import io.miroir.engine.query.FacetSearchRequest;
import io.miroir.engine.query.FederatedAnswer;
import io.miroir.engine.query.FederatedRequest;
import io.miroir.engine.query.RankedHit;
import io.miroir.engine.query.SearchAnswer;
import io.miroir.engine.query.SearchRequest;
import io.miroir.engine.query.SimilarRequest;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.model.WriteOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * One index of {@link FakeEngine}. Filters know one form, {@code "field = value"} on top-level text
 * fields; a field named {@code forbidden} is refused. A search returns what was refreshed.
 */
public final class FakeEngineIndex implements EngineIndex {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Shard {
    private final TreeMap<String, StoredDocument> documents = new TreeMap<>();
    private long sequence;
  }

  private final Map<Integer, Shard> shards = new HashMap<>();
  private Map<Integer, List<StoredDocument>> searchable = Map.of();
  private IndexDefinition definition;
  private int writes;
  private int refreshes;
  private volatile IOException failure;
  private volatile String refused = "no key is refused";

  FakeEngineIndex(IndexDefinition definition) {
    this.definition = definition;
  }

  /** From now on every write fails like this; null ends it. */
  public void failWith(IOException cause) {
    failure = cause;
  }

  /** Calls with this key fail as a whole. */
  public void refuse(String key) {
    refused = key;
  }

  public synchronized int writes() {
    return writes;
  }

  public synchronized int refreshes() {
    return refreshes;
  }

  @Override
  public synchronized IndexDefinition definition() {
    return definition;
  }

  @Override
  public synchronized List<WriteCounts> write(List<ShardWrite> all) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (all.stream().flatMap(w -> w.operations().stream()).anyMatch(o -> o.key().equals(refused))) {
      throw new IOException("can't be indexed");
    }
    writes++;
    List<WriteCounts> counts = new ArrayList<>();
    for (ShardWrite write : all) {
      WriteCounts sum = WriteCounts.NONE;
      for (WriteOperation operation : write.operations()) {
        sum = sum.plus(apply(shard(write.shard()), operation));
      }
      counts.add(sum);
    }
    return counts;
  }

  private Shard shard(int number) {
    return shards.computeIfAbsent(number, key -> new Shard());
  }

  private static WriteCounts apply(Shard shard, WriteOperation op) throws IOException {
    switch (op.kind()) {
      case COPY -> {
        shard.documents.put(
            op.key(), new StoredDocument(op.key(), op.ordinal(), op.sequence(), op.document()));
        return WriteCounts.NONE;
      }
      case COPY_DELETE -> {
        shard.documents.remove(op.key());
        return WriteCounts.NONE;
      }
      default -> {}
    }
    if (op.sequence() <= shard.sequence) {
      return WriteCounts.NONE;
    }
    shard.sequence = op.sequence();
    StoredDocument old = shard.documents.get(op.key());
    switch (op.kind()) {
      case REPLACE, UPDATE, REPLACE_EXISTING, UPDATE_EXISTING -> {
        boolean onlyExisting =
            op.kind() == WriteOperation.Kind.REPLACE_EXISTING
                || op.kind() == WriteOperation.Kind.UPDATE_EXISTING;
        if (old == null && onlyExisting) {
          return WriteCounts.NONE;
        }
        boolean merge =
            old != null
                && (op.kind() == WriteOperation.Kind.UPDATE
                    || op.kind() == WriteOperation.Kind.UPDATE_EXISTING);
        byte[] document = merge ? merged(old.document(), op.document()) : op.document();
        long ordinal = old == null ? op.ordinal() : old.ordinal();
        shard.documents.put(
            op.key(), new StoredDocument(op.key(), ordinal, op.sequence(), document));
        return old == null ? new WriteCounts(1, 0, 0) : new WriteCounts(0, 1, 0);
      }
      case DELETE -> {
        return new WriteCounts(0, 0, shard.documents.remove(op.key()) == null ? 0 : 1);
      }
      case CLEAR -> {
        int deleted = shard.documents.size();
        shard.documents.clear();
        return new WriteCounts(0, 0, deleted);
      }
      case ADVANCE, REPAIRED -> {}
      case COPY, COPY_DELETE -> throw new IllegalStateException("a copy is judged by itself");
    }
    return WriteCounts.NONE;
  }

  private static byte[] merged(byte[] old, byte[] update) throws IOException {
    ObjectNode result = (ObjectNode) JSON.readTree(old);
    result.setAll((ObjectNode) JSON.readTree(update));
    return JSON.writeValueAsBytes(result);
  }

  @Override
  public synchronized void refresh() {
    refreshes++;
    Map<Integer, List<StoredDocument>> snapshot = new HashMap<>();
    shards.forEach((n, shard) -> snapshot.put(n, List.copyOf(shard.documents.values())));
    searchable = snapshot;
  }

  @Override
  public synchronized void define(IndexDefinition newer) {
    if (newer.settingsVersion() > definition.settingsVersion()) {
      definition = newer;
    }
  }

  @Override
  public synchronized SearchAnswer search(SearchRequest request, int[] numbers) {
    List<RankedHit> hits = new ArrayList<>();
    for (int number : numbers) {
      for (StoredDocument document : searchable.getOrDefault(number, List.of())) {
        byte[] nothing = {};
        hits.add(
            new RankedHit(
                document.key(),
                document.ordinal(),
                List.of(),
                List.of(),
                document.document(),
                nothing,
                nothing));
      }
    }
    hits.sort(Comparator.comparingLong(RankedHit::ordinal));
    return new SearchAnswer(hits, hits.size(), List.of(), -1, false);
  }

  @Override
  public FederatedAnswer federated(FederatedRequest request, int[] numbers) {
    List<SearchAnswer> answers =
        request.queries().stream().map(query -> search(query, numbers)).toList();
    return new FederatedAnswer(
        answers, answers.getFirst().candidates(), List.of(), Optional.empty());
  }

  @Override
  public SearchAnswer hits(SearchRequest request, int[] numbers, List<String> keys) {
    SearchAnswer all = search(request, numbers);
    List<RankedHit> hits = all.hits().stream().filter(h -> keys.contains(h.key())).toList();
    return new SearchAnswer(hits, hits.size(), List.of(), -1, false);
  }

  @Override
  public FacetSearchAnswer facetSearch(FacetSearchRequest request, int[] numbers) {
    return new FacetSearchAnswer(List.of());
  }

  @Override
  public SearchAnswer similar(SimilarRequest request, int[] numbers) {
    return search(request.search(), numbers);
  }

  @Override
  public DocumentsAnswer documents(DocumentsRequest request, int[] numbers) {
    SearchAnswer all = search(null, numbers);
    return new DocumentsAnswer(all.hits(), all.candidates());
  }

  @Override
  public synchronized Optional<StoredDocument> document(String key, int number) {
    return Optional.ofNullable(shard(number).documents.get(key));
  }

  @Override
  public synchronized List<String> keys(String filter, int number) throws IOException {
    String text = JSON.readTree(filter).asText();
    String[] sides = text.split(" = ");
    if (sides[0].equals("forbidden")) {
      throw ProblemException.of(
          ErrorCode.INVALID_DOCUMENT_FILTER, "Attribute `forbidden` is not filterable.");
    }
    List<String> keys = new ArrayList<>();
    for (StoredDocument document : searchable.getOrDefault(number, List.of())) {
      if (JSON.readTree(document.document()).path(sides[0]).asText().equals(sides[1])) {
        keys.add(document.key());
      }
    }
    return keys;
  }

  @Override
  public synchronized IndexStats stats(int[] numbers) {
    long documents = 0;
    for (int number : numbers) {
      documents += searchable.getOrDefault(number, List.of()).size();
    }
    return new IndexStats(documents, 0, 0, 0, false, Map.of(), Set.of());
  }

  @Override
  public synchronized long sequence(int number) {
    return shard(number).sequence;
  }

  @Override
  public synchronized Fingerprint fingerprint(int number) {
    Shard shard = shard(number);
    long hash = 0;
    for (StoredDocument document : shard.documents.values()) {
      hash += java.util.Objects.hash(document.key(), document.ordinal(), document.sequence());
    }
    return new Fingerprint(shard.documents.size(), hash, shard.sequence);
  }

  @Override
  public synchronized List<StoredDocument> page(int number, Optional<String> after, int limit) {
    var documents = shard(number).documents;
    var rest = after.map(key -> documents.tailMap(key, false)).orElse(documents);
    return rest.values().stream().limit(limit).toList();
  }

  @Override
  public Changes changes(int number, long afterSequence, int limit) {
    return new Changes(false, List.of(), afterSequence);
  }

  @Override
  public synchronized void deleteShard(int number) {
    shards.remove(number);
  }

  @Override
  public Compaction compact() {
    return Compaction.NONE;
  }

  @Override
  public OptionalInt uncommitted() {
    return OptionalInt.empty();
  }
}
