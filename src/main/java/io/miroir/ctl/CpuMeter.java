package io.miroir.ctl;

import java.io.PrintWriter;
import java.time.Duration;

/** CPU that a process used since the start of a measurement. */
final class CpuMeter {
  private final String name;
  private final ProcessHandle process;
  private Duration before = Duration.ZERO;

  private CpuMeter(String name, ProcessHandle process) {
    this.name = name;
    this.process = process;
  }

  static CpuMeter of(String name, ProcessHandle process) {
    return new CpuMeter(name, process);
  }

  static CpuMeter ofPid(long pid) {
    return new CpuMeter(
        "process " + pid,
        ProcessHandle.of(pid)
            .orElseThrow(() -> new CommandFailedException("there is no process " + pid)));
  }

  void start() {
    before = used();
  }

  private Duration used() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  void print(long requests, PrintWriter out) {
    Duration used = used().minus(before);
    out.printf(
        "  %-18s %10.0f µs CPU per request of all, %.1f s in sum%n",
        name, used.toNanos() / 1e3 / Math.max(1, requests), used.toMillis() / 1e3);
  }
}
