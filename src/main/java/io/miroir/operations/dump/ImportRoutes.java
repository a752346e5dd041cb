package io.miroir.operations.dump;

import akka.http.javadsl.model.HttpResponse;
import akka.stream.Materializer;
import akka.stream.javadsl.FileIO;
import com.fasterxml.jackson.databind.JsonNode;
import io.miroir.json.JsonAt;
import io.miroir.json.JsonShape;
import io.miroir.json.JsonWriter;
import io.miroir.model.ErrorCode;
import io.miroir.model.ProblemException;
import io.miroir.web.Answers;
import io.miroir.web.Authorizer;
import io.miroir.web.Call;
import io.miroir.web.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * {@code POST /_miroir/dumps/import}: imports the dump that is the body, or one of this member's
 * own by {@code {"dumpUid": …}}; {@code GET /_miroir/dumps/imports} tells how far this member's
 * imports have come.
 */
public final class ImportRoutes {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final Pattern DUMP_UID = Pattern.compile("[0-9]{8}-[0-9]{9}");

  private static final class Body {
    private String dumpUid = "";
  }

  private static final JsonShape<Body> BODY =
      new JsonShape<Body>(ErrorCode.BAD_REQUEST)
          .required(
              "dumpUid",
              ErrorCode.BAD_REQUEST,
              ErrorCode.BAD_REQUEST,
              (body, at) -> body.dumpUid = at.string());

  private final Imports imports;
  private final Path dumps;
  private final Materializer materializer;

  /**
   * @param dumps the directory of this member's dumps
   */
  public ImportRoutes(Imports imports, Path dumps, Materializer materializer) {
    this.imports = imports;
    this.dumps = dumps;
    this.materializer = materializer;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/_miroir/dumps/import", Authorizer.MANAGEMENT, this::begin).asStreaming(),
        Endpoint.get("/_miroir/dumps/imports", Authorizer.MANAGEMENT, call -> list()),
        Endpoint.get("/_miroir/dumps/imports/{uid}", Authorizer.MANAGEMENT, this::find));
  }

  private CompletionStage<HttpResponse> begin(Call call) {
    CompletionStage<Path> file =
        call.isJson() ? call.json().thenApply(this::stored) : uploaded(call);
    return file.thenCompose(imports::begin)
        .thenApply(state -> Answers.json(ACCEPTED, state.view()));
  }

  private Path stored(JsonNode body) {
    String uid = BODY.read(JsonAt.root(body, ErrorCode.BAD_REQUEST), new Body()).dumpUid;
    Path file = dumps.resolve(uid + ".dump");
    if (!DUMP_UID.matcher(uid).matches() || !Files.isReadable(file)) {
      throw ProblemException.of(ErrorCode.DUMP_NOT_FOUND, "Dump `" + uid + "` not found.");
    }
    return file;
  }

  private CompletionStage<Path> uploaded(Call call) {
    Path file = imports.upload();
    return call.upload()
        .runWith(FileIO.toPath(file), materializer)
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedFuture(file);
              }
              file.toFile().delete();
              return CompletableFuture.<Path>failedFuture(failure);
            })
        .thenCompose(stage -> stage);
  }

  private CompletionStage<HttpResponse> list() {
    JsonWriter out = new JsonWriter().object().name("results").array();
    imports.all().reversed().forEach(state -> out.raw(state.view().toBytes()));
    return CompletableFuture.completedFuture(Answers.json(OK, out.endArray().endObject()));
  }

  private CompletionStage<HttpResponse> find(Call call) {
    String uid = call.variable(0);
    return CompletableFuture.completedFuture(
        imports
            .find(uid)
            .map(state -> Answers.json(OK, state.view()))
            .orElseThrow(
                () ->
                    ProblemException.of(
                        ErrorCode.DUMP_NOT_FOUND,
                        "Import `" + uid + "` is not one of this member's.")));
  }
}
