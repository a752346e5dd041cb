package io.miroir.operations.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Resolves the host of a URL that a client chose, to the very address that is connected to then: a
 * name can't lead to this machine or to its link's services (cloud metadata) by changing meanwhile.
 *
 * @param local whether addresses of this machine and of its link may be called
 */
record AddressGuard(boolean local) {
  /**
   * Blocks for the lookup.
   *
   * @throws UnknownHostException also when an address is not one to call
   */
  InetSocketAddress resolve(String host, int port) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(host);
    if (!local && isLocal(address)) {
      throw new UnknownHostException(
          host + " is an address of this machine or its link, which may not be called");
    }
    return new InetSocketAddress(address, port);
  }

  static boolean isLocal(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress();
  }
}
