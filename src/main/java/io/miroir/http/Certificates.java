package io.miroir.http;

import akka.pki.pem.DERPrivateKeyLoader;
import akka.pki.pem.PEMDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Makes a TLS context from a certificate chain and its private key, for serving and for asking
 * other members: it trusts what the JVM trusts, and this chain.
 */
public final class Certificates {
  private Certificates() {}

  /**
   * @throws IOException when a file can't be read or is not what it should be
   */
  public static SSLContext context(HttpConfig.Tls files) throws IOException {
    try (InputStream pem = Files.newInputStream(files.certificate())) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(pem)
              .toArray(Certificate[]::new);
      PrivateKey key = DERPrivateKeyLoader.load(PEMDecoder.decode(Files.readString(files.key())));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(chain), null);
      return context;
    } catch (GeneralSecurityException | akka.pki.pem.PEMLoadingException e) {
      throw new IOException(
          "expected a PEM certificate chain in "
              + files.certificate()
              + " and its private key in "
              + files.key(),
          e);
    }
  }

  private static TrustManager[] trust(Certificate[] chain)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (int i = 0; i < chain.length; i++) {
      trusted.setCertificateEntry("own-" + i, chain[i]);
    }
    int number = 0;
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager known) {
        for (Certificate issuer : known.getAcceptedIssuers()) {
          trusted.setCertificateEntry("jvm-" + number++, issuer);
        }
      }
    }
    return managers(trusted);
  }

  private static TrustManager[] managers(KeyStore trusted) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }
}
