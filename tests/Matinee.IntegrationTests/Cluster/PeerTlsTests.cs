using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Matinee.Cluster.Etcd;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Peer ports with mutual TLS: who shows no certificate of the cluster's authority is nobody.</summary>
public sealed class PeerTlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-peer-tls-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Two_members_talk_over_tls_and_a_stranger_is_refused()
    {
        using var authority = Authority("cluster");
        using var strangers = Authority("strangers");
        var tls = Issue(authority, "node");
        var stranger = Issue(strangers, "stranger");
        using var certificate = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        using var wrong = X509Certificate2.CreateFromPemFile(stranger.CertificateFile, stranger.KeyFile);
        using var trusted = ClientOf(certificate, authority);
        await using var stage = new EtcdStage(trusted);

        var one = await stage.AddAsync(stage.Options("one") with { Tls = tls }, Stop);
        var two = await stage.AddAsync(stage.Options("two") with { Tls = tls }, Stop);
        await one.Unhurried.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);

        Assert.Equal("1", (await two.Unhurried.GetAsync("a", Stop)).Found?.Value);
        Assert.StartsWith("https://", one.Options.PeerUrl, StringComparison.Ordinal);
        var members = new Uri(new Uri(one.Options.PeerUrl), "/members");
        // What its member has not heard of yet, it does not list.
        await Patient.UntilAsync(async () => (await AskAsync(trusted, members))?.Contains("two", StringComparison.Ordinal) == true, Stop);
        using var nobody = ClientOf(null, authority);
        await Assert.ThrowsAsync<HttpRequestException>(() => UntilAnsweredAsync(nobody, members));
        using var other = ClientOf(wrong, authority);
        await Assert.ThrowsAsync<HttpRequestException>(() => UntilAnsweredAsync(other, members));
    }

    private static Task UntilAnsweredAsync(HttpClient client, Uri address) => Patient.UntilAsync(async () => await AskAsync(client, address) is not null, Stop);

    /// <returns>Null when no connection was made in time: such clients give up soon.</returns>
    private static async Task<string?> AskAsync(HttpClient client, Uri address)
    {
        try
        {
            return await client.GetStringAsync(address, Stop);
        }
        catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
        {
            return null;
        }
    }

    private static HttpClient ClientOf(X509Certificate2? certificate, X509Certificate2 authority) => EtcdHttp.Create(new SslClientAuthenticationOptions
    {
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } },
    });

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private EtcdPeerTls Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        var tls = new EtcdPeerTls(Path.Combine(_folder, name + ".pem"), Path.Combine(_folder, name + ".key"), Path.Combine(_folder, name + ".ca"));
        File.WriteAllText(tls.CertificateFile, issued.ExportCertificatePem());
        File.WriteAllText(tls.KeyFile, key.ExportECPrivateKeyPem());
        File.WriteAllText(tls.AuthorityFile, authority.ExportCertificatePem());
        return tls;
    }
}
