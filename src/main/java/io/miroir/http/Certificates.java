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

/** Makes a TLS context from a certificate chain and its private key. */
final class Certificates {
  private Certificates() {}

  /**
   * @throws IOException when a file can't be read or is not what it should be
   */
  static SSLContext context(HttpConfig.Tls files) throws IOException {
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
      context.init(keys.getKeyManagers(), null, null);
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
}
