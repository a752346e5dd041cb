package io.miroir.ctl;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code miroir bench}: how fast a cluster takes documents and answers queries. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Loads documents into a cluster, mixes searches and writes, and prints throughput, latency"
            + " and CPU per request. Starts members of its own unless URLs are given.")
public final class BenchCommand implements Callable<Integer> {
  @Mixin private FleetOptions fleet;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "a member that runs already; repeatable")
  private List<URI> urls = List.of();

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "with --url: a process on this machine whose CPU to tell; repeatable")
  private List<Long> pids = List.of();

  @Option(
      names = "--compare",
      description = "first the same with one member alone, then tell the ratios")
  private boolean compare;

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "load at most so many (default: all)")
  private int documents = Integer.MAX_VALUE;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "documents of one request (default: ${DEFAULT-VALUE})")
  private int batch = 1000;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "requests under way at a time (default: ${DEFAULT-VALUE})")
  private int clients = 4;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "time to measure (default: ${DEFAULT-VALUE})")
  private int seconds = 20;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "seconds before, unmeasured (default: ${DEFAULT-VALUE})")
  private int warmUp = 10;

  @Option(
      names = "--writes",
      paramLabel = "SHARE",
      description = "share of requests that replace a document, 0 to 1 (default: ${DEFAULT-VALUE})")
  private double writes = 0;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "hits of a search (default: ${DEFAULT-VALUE})")
  private int limit = 20;

  @Spec private CommandSpec spec;

  private final List<String> program;

  /**
   * @param program the command that runs this program
   */
  public BenchCommand(List<String> program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Corpus corpus = fleet.corpus().first(documents);
    if (!urls.isEmpty()) {
      List<ApiClient> members = urls.stream().map(url -> new ApiClient(url, fleet.key)).toList();
      measure(corpus, members, pids.stream().map(CpuMeter::ofPid).toList(), out);
      members.forEach(ApiClient::close);
      return 0;
    }
    int wanted = fleet.members;
    List<Figures> figures = new ArrayList<>();
    if (compare) {
      fleet.members = 1;
      figures.add(own(corpus, out));
      fleet.members = wanted;
    }
    figures.add(own(corpus, out));
    if (compare) {
      figures.get(1).printAgainst(figures.get(0), out);
    }
    return 0;
  }

  private Figures own(Corpus corpus, PrintWriter out) {
    Path folder = Folders.temporary("miroir-bench-");
    Fleet running = new Fleet(fleet.plan(program, folder), FleetOptions.FIRST_PORT);
    Thread stop = new Thread(running::close, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    List<ApiClient> members = List.of();
    try {
      out.printf("%n%d members%n", fleet.members);
      long start = System.nanoTime();
      running.start();
      running.awaitReady();
      out.printf("  ready after        %10.1f s%n", (System.nanoTime() - start) / 1e9);
      members = running.members().stream().map(member -> member.client(fleet.key)).toList();
      List<CpuMeter> meters =
          running.members().stream()
              .map(member -> CpuMeter.of("member " + member.number(), member.process().toHandle()))
              .toList();
      return measure(corpus, members, meters, out);
    } finally {
      members.forEach(ApiClient::close);
      running.close();
      Runtime.getRuntime().removeShutdownHook(stop);
      Folders.delete(folder);
    }
  }

  private Figures measure(
      Corpus corpus, List<ApiClient> members, List<CpuMeter> meters, PrintWriter out) {
    Loader loader = new Loader(members, batch, clients);
    loader.prepare(corpus);
    long start = System.nanoTime();
    loader.load(corpus, done -> {});
    double loading = (System.nanoTime() - start) / 1e9;
    int loaded = corpus.documents().size();
    out.printf(
        "  %,d documents loaded and searchable in %.1f s: %,.0f documents/s%n",
        loaded, loading, loaded / loading);
    out.flush();
    Mix mix = new Mix(corpus, members, writes, limit, clients);
    mix.run(Duration.ofSeconds(warmUp));
    meters.forEach(CpuMeter::start);
    Figures figures = mix.run(Duration.ofSeconds(seconds));
    figures.print(out);
    meters.forEach(meter -> meter.print(figures.requests(), out));
    out.flush();
    return figures;
  }
}
