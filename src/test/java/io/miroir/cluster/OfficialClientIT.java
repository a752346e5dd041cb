package io.miroir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.meilisearch.sdk.Client;
import com.meilisearch.sdk.Config;
import com.meilisearch.sdk.FederationOptions;
import com.meilisearch.sdk.Index;
import com.meilisearch.sdk.IndexSearchRequest;
import com.meilisearch.sdk.MultiSearchFederation;
import com.meilisearch.sdk.MultiSearchRequest;
import com.meilisearch.sdk.SearchRequest;
import com.meilisearch.sdk.model.Key;
import com.meilisearch.sdk.model.MultiSearchResult;
import com.meilisearch.sdk.model.Searchable;
import com.meilisearch.sdk.model.Settings;
import com.meilisearch.sdk.model.SwapIndexesParams;
import com.meilisearch.sdk.model.TaskInfo;
import com.meilisearch.sdk.model.TaskStatus;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's life with Meilisearch's own client for Java: one URL has changed. */
class OfficialClientIT {
  private static final String KEY = "master-key-of-an-application";
  private static final int PATIENCE_MS = 60_000;

  @TempDir private Path folder;

  @Test
  void anApplicationNoticesNothing() throws Exception {
    try (ClusterProcesses cluster = ClusterProcesses.started(folder, 1, Optional.of(KEY))) {
      cluster.awaitReady();
      String url = cluster.member(1).address().toString();
      Client client = new Client(new Config(url, KEY));
      assertThat(client.isHealthy()).isTrue();
      createAndFill(client);
      search(client);
      federate(client);
      tenant(client, url);
      swapAndDump(client);
    }
  }

  private static void done(Client client, TaskInfo task) throws Exception {
    client.index("films").waitForTask(task.getTaskUid(), PATIENCE_MS, 20);
    assertThat(client.getTask(task.getTaskUid()).getStatus())
        .as(String.valueOf(client.getTask(task.getTaskUid()).getError()))
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  private static void createAndFill(Client client) throws Exception {
    done(client, client.createIndex("films", "id"));
    Index films = client.index("films");
    Settings settings = new Settings();
    settings.setFilterableAttributes(new String[] {"genre", "year"});
    settings.setSortableAttributes(new String[] {"year"});
    done(client, films.updateSettings(settings));
    assertThat(films.getSettings().getFilterableAttributes()).containsExactly("genre", "year");
    done(
        client,
        films.addDocuments(
            "[{\"id\":1,\"title\":\"Mad Max\",\"genre\":\"action\",\"year\":1979},"
                + "{\"id\":2,\"title\":\"Mad World\",\"genre\":\"drama\",\"year\":2003},"
                + "{\"id\":3,\"title\":\"Carol\",\"genre\":\"drama\",\"year\":2015}]"));
    done(client, films.updateDocuments("[{\"id\":3,\"seen\":true}]"));
    assertThat(films.getDocument("3", Map.class).get("seen")).isEqualTo(true);
    assertThat(films.getStats().getNumberOfDocuments()).isEqualTo(3);
    done(
        client,
        client
            .index("books")
            .addDocuments(
                "[{\"isbn\":\"a1\",\"title\":\"Mad Ship\",\"genre\":\"fantasy\"}]", "isbn"));
  }

  private static List<String> titles(Searchable found) {
    return found.getHits().stream().map(hit -> (String) hit.get("title")).toList();
  }

  @SuppressWarnings("unchecked")
  private static void search(Client client) throws Exception {
    Index films = client.index("films");
    assertThat(titles(films.search("mda"))).isEmpty();
    assertThat(titles(films.search("mad"))).containsExactly("Mad Max", "Mad World");
    Searchable found =
        films.search(
            new SearchRequest("")
                .setFilter(new String[] {"year > 1990"})
                .setSort(new String[] {"year:desc"})
                .setFacets(new String[] {"genre"}));
    assertThat(titles(found)).containsExactly("Carol", "Mad World");
    assertThat((Map<String, Map<String, Object>>) found.getFacetDistribution())
        .containsOnlyKeys("genre");
  }

  private static void federate(Client client) throws Exception {
    MultiSearchRequest queries =
        new MultiSearchRequest()
            .addQuery(new IndexSearchRequest("films").setQuery("mad"))
            .addQuery(
                new IndexSearchRequest("books")
                    .setQuery("mad")
                    .setFederationOptions(new FederationOptions().setWeight(2.0)));
    MultiSearchResult merged = client.multiSearch(queries, new MultiSearchFederation().setLimit(2));
    assertThat(titles(merged)).containsExactly("Mad Ship", "Mad Max");
    MultiSearchRequest plain =
        new MultiSearchRequest()
            .addQuery(new IndexSearchRequest("films").setQuery("carol"))
            .addQuery(new IndexSearchRequest("books").setQuery("mad"));
    assertThat(Stream.of(client.multiSearch(plain).getResults()).map(OfficialClientIT::titles))
        .containsExactly(List.of("Carol"), List.of("Mad Ship"));
  }

  private static void tenant(Client client, String url) throws Exception {
    Key search =
        Arrays.stream(client.getKeys().getResults())
            .filter(key -> "Default Search API Key".equals(key.getName()))
            .findFirst()
            .orElseThrow();
    Client issuer = new Client(new Config(url, search.getKey()));
    String token =
        issuer.generateTenantToken(
            search.getUid(), Map.of("films", Map.of("filter", "genre = drama")));
    Client tenant = new Client(new Config(url, token));
    assertThat(titles(tenant.index("films").search(""))).containsExactly("Mad World", "Carol");
  }

  private static void swapAndDump(Client client) throws Exception {
    done(
        client,
        client.swapIndexes(
            new SwapIndexesParams[] {
              new SwapIndexesParams().setIndexes(new String[] {"films", "books"})
            }));
    assertThat(titles(client.index("films").search("mad"))).containsExactly("Mad Ship");
    done(client, client.createDump());
    done(client, client.deleteIndex("books"));
    assertThat(client.getIndexes().getResults()).hasSize(1);
    assertThat(client.getTasks().getTotal()).isGreaterThan(5);
  }
}
