package io.miroir.ctl;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code miroir demo}: a cluster on this machine with real data in it, until Ctrl-C. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Starts a cluster on this machine, loads a dictionary, shows what to ask it, and stays"
            + " until Ctrl-C.")
public final class DemoCommand implements Callable<Integer> {
  private static final int BATCH = 1000;

  @Mixin private FleetOptions fleet;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where the members keep their data (default: a temporary folder)")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--keep",
      description =
          "leave the data there at the end (default folder then: data/demo); a second run serves it"
              + " again. Data that was there before the run is never deleted")
  private boolean keep;

  @Spec private CommandSpec spec;

  private final List<String> program;
  private final boolean terminal;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * @param program the command that runs this program
   * @param terminal whether people watch the output
   */
  public DemoCommand(List<String> program, boolean terminal) {
    this.program = program;
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = folder();
    Fleet.Plan plan = fleet.plan(program, folder);
    out.printf("Starting %d members; their data and logs: %s%n", fleet.members, folder);
    long start = System.nanoTime();
    Fleet running = new Fleet(plan, FleetOptions.FIRST_PORT);
    boolean throwAway = !keep && Folders.isEmpty(folder);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(running, folder, throwAway, out), "stop"));
    running.start();
    running.awaitReady();
    out.printf("Ready after %.1f s: %s%n", (System.nanoTime() - start) / 1e9, addresses(running));
    show(running, out);
    out.printf("%nThe cluster stays until you press Ctrl-C.%n");
    out.flush();
    awaitInterrupt();
    return 0;
  }

  private Path folder() {
    Path folder =
        data.orElseGet(() -> keep ? Path.of("data", "demo") : Folders.temporary("miroir-demo-"));
    return folder.toAbsolutePath();
  }

  private static String addresses(Fleet running) {
    return String.join(
        " ", running.members().stream().map(member -> member.address().toString()).toList());
  }

  private void show(Fleet running, PrintWriter out) {
    List<ApiClient> clients =
        running.members().stream().map(member -> member.client(fleet.key)).toList();
    Corpus corpus = fleet.corpus();
    int documents = corpus.documents().size();
    Loader loader = new Loader(clients, BATCH, clients.size());
    loader.prepare(corpus);
    if (loader.count(corpus) < documents) {
      ProgressBar bar = new ProgressBar(out, terminal, "Loading " + corpus.index(), documents);
      loader.load(corpus, bar::at);
    } else {
      out.printf("The index %s is there already.%n", corpus.index());
    }
    Tour.of(corpus).guide(clients, fleet.key, out);
    clients.forEach(ApiClient::close);
  }

  private void awaitInterrupt() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void stop(Fleet running, Path folder, boolean throwAway, PrintWriter out) {
    out.printf("%nStopping %d members ...%n", running.members().size());
    out.flush();
    running.close();
    if (throwAway) {
      Folders.delete(folder);
    }
    out.println(throwAway ? "Stopped." : "Stopped; the data stays in " + folder);
    out.flush();
  }
}
