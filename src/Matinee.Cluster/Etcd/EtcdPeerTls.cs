namespace Matinee.Cluster.Etcd;

/// <summary>Mutual TLS between the members: each shows a certificate of one authority. PEM files.</summary>
public sealed record EtcdPeerTls(string CertificateFile, string KeyFile, string AuthorityFile);
