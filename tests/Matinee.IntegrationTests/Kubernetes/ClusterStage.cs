using System.Security.Cryptography.X509Certificates;
using Matinee.Adapters.Kubernetes;
using Matinee.Testing.Kubernetes;

namespace Matinee.IntegrationTests.Kubernetes;

/// <summary>A stand-in of the cluster and a client of it that reads its token from a file, as in a pod.</summary>
internal sealed class ClusterStage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-kubernetes-").FullName;

    private ClusterStage(ClusterStandIn standIn, string? authorityFile)
    {
        StandIn = standIn;
        TokenFile = Path.Combine(_folder, "token");
        File.WriteAllText(TokenFile, standIn.Token + "\n");
        Api = new ClusterApi(new ClusterAccess(standIn.Address, ClusterStandIn.Namespace, TokenFile, authorityFile), TimeProvider.System);
    }

    public ClusterStandIn StandIn { get; }

    public ClusterApi Api { get; }

    public string TokenFile { get; }

    public static async Task<ClusterStage> OpenAsync(PublishedApi published, X509Certificate2? certificate = null, string? authorityFile = null) =>
        new(await ClusterStandIn.StartAsync(published, certificate), authorityFile);

    public DeploymentWorkers Deployment() => new(Api, ClusterStandIn.Deployment, 1, TimeProvider.System);

    public JobWorkers Jobs() => new(Api, ClusterStandIn.Deployment, 1);

    /// <summary>Does something once, after the first request of a kind was answered.</summary>
    public void Between(Func<string, bool> request, Action then) => StandIn.Afterwards = (seen) =>
    {
        if (!request(seen))
            return;
        StandIn.Afterwards = null;
        then();
    };

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await StandIn.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
