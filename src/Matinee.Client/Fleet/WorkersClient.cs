using Matinee.Client.Http;

namespace Matinee.Client.Fleet;

/// <summary>The workers: who they are, and how they come and go. All but the list is for administrators.</summary>
public sealed class WorkersClient
{
    private readonly ApiTransport _transport;

    internal WorkersClient(ApiTransport transport) => _transport = transport;

    public async Task<IReadOnlyList<WorkerState>> ListAsync(CancellationToken cancellationToken) =>
        (await _transport.GetAsync("api/workers", FleetJson.Default.WorkerListing, cancellationToken)).Items;

    /// <summary>Starts workers where the server can: as processes beside it, or in its Kubernetes cluster. They register by themselves, moments later.</summary>
    public Task<AddedWorkers> AddAsync(int count, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "api/workers", new AddBody(count), FleetJson.Default.AddBody, FleetJson.Default.AddedWorkers, cancellationToken);

    /// <summary>A token that lets any number of workers in until it expires, and the command that uses it.</summary>
    public Task<EnrolmentToken> TokenAsync(CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "api/worker/tokens", FleetJson.Default.EnrolmentToken, cancellationToken);

    /// <summary>It finishes what it has and takes nothing new.</summary>
    public Task DrainAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/drain", cancellationToken);

    /// <summary>A drained or quarantined worker takes work again.</summary>
    public Task EnableAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/enable", cancellationToken);

    /// <summary>It finishes what it has and ends; its key opens nothing afterwards.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    private static string PathOf(string id) => $"api/workers/{Uri.EscapeDataString(id)}";
}
