package io.miroir.tasks;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.miroir.catalog.Catalog;
import io.miroir.engine.settings.SettingsJson;
import io.miroir.engine.settings.SettingsPatch;
import io.miroir.engine.settings.SettingsReader;
import io.miroir.engine.settings.SubSetting;
import io.miroir.model.IndexUid;
import io.miroir.tasks.IndexTasks.SettingsChange;
import io.miroir.web.Answers;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code /indexes/{uid}/settings} and every sub-route. */
public final class SettingsRoutes {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final String READ = "settings.get";
  private static final String WRITE = "settings.update";

  private final Catalog catalog;
  private final IndexTasks indexes;

  public SettingsRoutes(Catalog catalog, IndexTasks indexes) {
    this.catalog = catalog;
    this.indexes = indexes;
  }

  public List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    String all = "/indexes/{uid}/settings";
    endpoints.add(Endpoint.get(all, READ, call -> shown(call, settings -> settings)));
    endpoints.add(Endpoint.patch(all, WRITE, call -> write(call, SettingsReader::read)));
    endpoints.add(
        Endpoint.delete(all, WRITE, call -> change(call, SettingsReader.resetAll(), false)));
    for (SubSetting setting : SubSetting.values()) {
      String path = all + "/" + setting.path();
      endpoints.add(Endpoint.get(path, READ, call -> shown(call, s -> value(s, setting))));
      endpoints.add(
          (setting.merged()
              ? Endpoint.patch(path, WRITE, call -> writeOne(call, setting))
              : Endpoint.put(path, WRITE, call -> writeOne(call, setting))));
      endpoints.add(Endpoint.delete(path, WRITE, call -> change(call, reset(setting), false)));
    }
    return endpoints;
  }

  private static JsonNode value(ObjectNode settings, SubSetting setting) {
    JsonNode value = settings.get(setting.json());
    return value == null ? SettingsJson.absent(setting) : value;
  }

  private static SettingsPatch reset(SubSetting setting) {
    return SettingsReader.readOne(setting, NullNode.getInstance());
  }

  private CompletionStage<HttpResponse> shown(Call call, Function<ObjectNode, JsonNode> part) {
    IndexUid uid = call.index();
    return catalog
        .find(uid)
        .thenApply(
            found -> {
              ObjectNode settings =
                  SettingsJson.shown(found.orElseThrow(() -> Missing.index(uid)).settings());
              return Answers.json(OK, part.apply(settings));
            });
  }

  private CompletionStage<HttpResponse> writeOne(Call call, SubSetting setting) {
    return write(call, body -> SettingsReader.readOne(setting, body));
  }

  private CompletionStage<HttpResponse> write(Call call, Function<JsonNode, SettingsPatch> reader) {
    return call.json().thenCompose(body -> change(call, reader.apply(body), true));
  }

  private CompletionStage<HttpResponse> change(Call call, SettingsPatch patch, boolean mayCreate) {
    IndexUid uid = call.index();
    SettingsChange change =
        new SettingsChange(
            uid,
            patch.json(),
            patch.details(),
            mayCreate && call.caller().mayCreate(uid),
            Optional.empty());
    return indexes
        .updateSettings(change)
        .thenApply(task -> Answers.json(ACCEPTED, TaskJson.summary(task)));
  }
}
