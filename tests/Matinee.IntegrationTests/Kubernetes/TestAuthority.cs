using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Matinee.IntegrationTests.Kubernetes;

/// <summary>A certificate authority of its own, and a server certificate for the loopback address.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-authority-").FullName;
    private readonly X509Certificate2 _authority;

    public TestAuthority()
    {
        var (from, to) = (DateTimeOffset.UnixEpoch.AddYears(40), DateTimeOffset.UnixEpoch.AddYears(100));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=test authority", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        _authority = root.CreateSelfSigned(from, to);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=kubernetes", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        using var issued = server.Create(_authority, from, to, RandomNumberGenerator.GetBytes(8));
        Server = issued.CopyWithPrivateKey(serverKey);
        AuthorityFile = Path.Combine(_folder, "ca.crt");
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public X509Certificate2 Server { get; }

    public string AuthorityFile { get; }

    public void Dispose()
    {
        Server.Dispose();
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
