package io.miroir.ctl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Members on this machine, each in its own process with its own folder, that form one cluster: the
 * first alone, the others by joining it. Folders that were a cluster before become the same one
 * again. Started and used by one thread; {@link #close} may come from another.
 */
public final class Fleet implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final int PORT_MAX = 65_535;

  /**
   * How to run it.
   *
   * @param program the command that runs this program
   * @param environment added to that of the members
   * @param key the master key, if any
   * @param groups replica groups that members are dealt to in turn
   * @param flags more flags of {@code server} for every member
   */
  public record Plan(
      List<String> program,
      Map<String, String> environment,
      Path folder,
      int members,
      int groups,
      Optional<String> key,
      List<String> flags) {
    public Plan {
      program = List.copyOf(program);
      environment = Map.copyOf(environment);
      flags = List.copyOf(flags);
    }
  }

  private final Plan plan;
  private final List<Integer> ports;
  private final List<MemberProcess> members = new CopyOnWriteArrayList<>();

  /**
   * Starts nothing yet.
   *
   * @param port of the first member; taken ones are passed over
   */
  public Fleet(Plan plan, int port) {
    this.plan = plan;
    this.ports = new CopyOnWriteArrayList<>(freePorts(port, plan.members()));
  }

  /**
   * Starts every member; {@link #awaitReady} tells when they serve. Those that have data already
   * start at once, since one of them alone may be too few; new ones join when the first is up.
   */
  public void start() {
    boolean again = hasData(1);
    for (int number = 1; number <= plan.members(); number++) {
      if (number > 1 && !(again && hasData(number))) {
        awaitHealth(members.getFirst());
        members.add(launch(number, Optional.of(ports.getFirst())));
      } else {
        members.add(launch(number, Optional.empty()));
      }
    }
  }

  private Path folderOf(int number) {
    return plan.folder().resolve("member-" + number);
  }

  private boolean hasData(int number) {
    return Files.exists(folderOf(number).resolve("member.json"));
  }

  private MemberProcess launch(int number, Optional<Integer> seed) {
    List<String> flags = new ArrayList<>(plan.flags());
    if (plan.groups() > 1) {
      flags.addAll(List.of("--group", "group-" + (1 + (number - 1) % plan.groups())));
    }
    plan.key().ifPresent(key -> flags.addAll(List.of("--master-key", key)));
    seed.ifPresent(first -> flags.addAll(List.of("--join", "127.0.0.1:" + first)));
    return MemberProcess.start(
        plan.program(), plan.environment(), number, ports.get(number - 1), folderOf(number), flags);
  }

  public List<MemberProcess> members() {
    return List.copyOf(members);
  }

  /**
   * @param number from 1
   */
  public MemberProcess member(int number) {
    return members.get(number - 1);
  }

  /** Starts one member more, which joins the others by one that runs. */
  public MemberProcess grow() {
    MemberProcess seed = members.stream().filter(MemberProcess::alive).findFirst().orElseThrow();
    ports.addAll(freePorts(ports.getLast() + 1, 1));
    MemberProcess added = launch(members.size() + 1, Optional.of(seed.port()));
    members.add(added);
    return added;
  }

  /** Starts a member again in its folder and at its port; it must have ended. */
  public MemberProcess restart(int number) {
    MemberProcess ended = member(number);
    if (ended.alive()) {
      throw new IllegalStateException("expected member " + number + " to have ended, but it runs");
    }
    MemberProcess again = launch(number, Optional.empty());
    members.set(number - 1, again);
    return again;
  }

  /** Waits until every member that runs serves all there is. */
  public void awaitReady() {
    members.stream()
        .filter(MemberProcess::alive)
        .forEach(member -> await(member, "/_miroir/ready"));
  }

  public void awaitHealth(MemberProcess member) {
    await(member, "/health");
  }

  private void await(MemberProcess member, String path) {
    try (ApiClient client = member.client(plan.key())) {
      ApiClient.Answer last =
          Poll.until(
                  START,
                  () -> {
                    ApiClient.Answer answer = client.get(path);
                    return answer.ok() || !member.alive() ? Optional.of(answer) : Optional.empty();
                  })
              .orElseGet(() -> client.get(path));
      if (!last.ok()) {
        throw new CommandFailedException(
            "member %d %s; %s answered %d %s%n%s"
                .formatted(
                    member.number(),
                    member.alive() ? "is not ready" : "has ended",
                    path,
                    last.status(),
                    last.body(),
                    lastWords()));
      }
    }
  }

  /** Of every member, since the reason may be another one. */
  private String lastWords() {
    return members.stream()
        .map(
            member ->
                "member %d%s, its last words:%n%s"
                    .formatted(
                        member.number(), member.alive() ? "" : " (has ended)", member.lastWords()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** Stops every member in good order; what does not end in time is killed. */
  @Override
  public void close() {
    members.forEach(MemberProcess::stop);
    members.forEach(member -> member.awaitEnd(STOP));
  }

  /** Ports that are free on loopback now, ascending from the first asked for. */
  private static List<Integer> freePorts(int from, int count) {
    List<Integer> ports =
        IntStream.rangeClosed(from, PORT_MAX).filter(Fleet::isFree).limit(count).boxed().toList();
    if (ports.size() < count) {
      throw new CommandFailedException("no " + count + " free ports from " + from + " on");
    }
    return ports;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
