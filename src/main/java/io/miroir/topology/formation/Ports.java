package io.miroir.topology.formation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Chooses the port of the cluster's protocol before Akka starts, since others are told of it. */
final class Ports {
  private Ports() {}

  /**
   * @param wanted from the configuration; 0 for none
   * @param stored of the last start; 0 for none
   */
  static int choose(String host, int wanted, int stored) {
    if (wanted != 0) {
      return wanted;
    }
    return stored != 0 && free(host, stored) ? stored : any(host);
  }

  private static boolean free(String host, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int any(String host) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new FormationException("no free port for the cluster on " + host, e);
    }
  }
}
